using GraphSeq.Models;

namespace GraphSeq.Training.Protocol;

/// <summary>One setting of everything that may be chosen.</summary>
/// <param name="Name">What the setting is called: a preset, and what differs from it.</param>
/// <param name="Model">The architecture.</param>
/// <param name="Training">The training; its seed is replaced run by run.</param>
public sealed record Candidate(string Name, SequenceGraphModelOptions Model, TrainerOptions Training);
