using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using GraphSeq.Datasets;
using GraphSeq.Graph;

namespace GraphSeq.Training.Protocol;

/// <summary>Keeps what each job gave in a folder, a file each, and does not do again what is kept there: a comparison that was stopped goes on.</summary>
/// <remarks>A file's name is a hash of the job, of the data and of the build of this library and those below it: what anything else gave is never
/// taken up. Files appear whole or not at all.</remarks>
public sealed class JournalingFoldRunner : IFoldRunner
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };
    private readonly IFoldRunner _inner;
    private readonly string _folder;
    private readonly string _circumstances;

    /// <summary>A journal around another runner.</summary>
    /// <param name="inner">Does the jobs that are not kept.</param>
    /// <param name="folder">Where files are kept; made if need be.</param>
    /// <param name="dataset">The set that the jobs are on.</param>
    public JournalingFoldRunner(IFoldRunner inner, string folder, GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        (_inner, _folder) = (inner, folder);
        Type[] libraries = [typeof(GraphBatch), typeof(Encoders.ConvRnnEncoder), typeof(GraphDataset), typeof(Models.SequenceGraphModel), typeof(FoldJob)];
        _circumstances = string.Join(' ', [DataFingerprint.Of(dataset), .. libraries.Select(type => $"{type.Module.ModuleVersionId}")]);
    }

    /// <summary>Jobs that were not done again, so far.</summary>
    public int TakenUp { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public IReadOnlyList<FoldRun> Run(IReadOnlyList<FoldJob> jobs, Action<FoldJob, FoldRun> done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(done);
        string[] files = [.. jobs.Select(FileOf)];
        var runs = Array.ConvertAll(files, Read);
        int[] missing = [.. Enumerable.Range(0, runs.Length).Where(i => runs[i] is null)];
        TakenUp += jobs.Count - missing.Length;
        for (var i = 0; i < runs.Length; i++)
            if (runs[i] is { } kept) done(jobs[i], kept);
        Dictionary<FoldJob, string> places = new(ReferenceEqualityComparer.Instance);
        foreach (var i in missing) places[jobs[i]] = files[i];
        var fresh = _inner.Run([.. missing.Select(i => jobs[i])], (job, run) =>
        {
            AtomicFile.Write(places[job], stream => JsonSerializer.Serialize(stream, run, Format));
            done(job, run);
        }, cancellationToken);
        foreach (var (i, run) in missing.Zip(fresh)) runs[i] = run;
        return runs!;
    }

    private string FileOf(FoldJob job)
    {
        // A row's number, and a setting's, say nothing about what a job gives.
        var what = JsonSerializer.Serialize(job with { Row = 0, CandidateIndex = 0 }, Format);
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{_circumstances}\n{what}"));
        return Path.Combine(_folder, $"{Convert.ToHexStringLower(hash)[..32]}.json");
    }

    /// <summary>What is kept; null where there is nothing, or nothing that can be read.</summary>
    private static FoldRun? Read(string file)
    {
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize<FoldRun>(BoundedFile.ReadAllBytes(file), Format) is { } run ? run with { IsTakenUp = true } : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;                                                        // damaged: the job is done again, and the file replaced
        }
    }
}
