using GraphSeq.Datasets;
using GraphSeq.Training.Baselines;

namespace GraphSeq.Training.Protocol;

/// <summary>One training of one setting on one fold: all that a process needs to do it, besides the data. Goes to JSON and back.</summary>
/// <param name="Row">Which row it is for.</param>
/// <param name="Fold">Which fold, counted from 0.</param>
/// <param name="Repeat">Which repeat, counted from 0; -1 for a run whose validation score chooses the setting.</param>
/// <param name="CandidateIndex">Which setting of the row.</param>
/// <param name="Candidate">The setting; null for a baseline.</param>
/// <param name="Baseline">The baseline; null for a model.</param>
/// <param name="Ablation">What is taken from the data.</param>
/// <param name="Split">The parts; without a test part for a run that chooses.</param>
/// <param name="Refit">Learns from training and validation part together.</param>
/// <param name="Seed">Decides weights, batch order, dropout and the ablation.</param>
public sealed record FoldJob(
    int Row, int Fold, int Repeat, int CandidateIndex, Candidate? Candidate, BaselineKind? Baseline, DataAblation Ablation, Split Split, bool Refit,
    long Seed);
