using System.CommandLine;
using GraphSeq.Cli.Data;
using GraphSeq.Datasets;
using GraphSeq.Models;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq data download NAME …</c>: fetches sets into the cache.</summary>
internal static class DataDownloadCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("names") { Description = "Sets of the TU collection, such as ENZYMES MUTAG, or others that 'data list' names.", Arity = ArgumentArity.OneOrMore };
        var cleaned = new Option<bool>("--cleaned") { Description = "The variant without isomorphic graphs." };
        var cache = new Option<string?>("--cache") { HelpName = "DIR", Description = "Cache folder. [default: GRAPHSEQ_CACHE, or the user's]" };
        var url = new Option<string?>("--url") { HelpName = "URL", Description = "Address of the folder that holds NAME.zip, or the set's files. [default: the set's home]" };
        var sha256 = new Option<string?>("--sha256") { HelpName = "HASH", Description = "SHA-256 the archive must have; for a single set." };
        var json = SharedOptions.Json();
        var command = new Command("download", "Fetches data sets into the cache, where every command finds them.") { names, cleaned, cache, url, sha256, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reporter = SharedOptions.Reporter(parsed, json);
            var wanted = parsed.GetRequiredValue(names).Distinct().ToList();
            if (parsed.GetValue(sha256) is not null && wanted.Count > 1)
                throw new BadInputException("--sha256 is the hash of one archive; download one set at a time with it.");
            var address = parsed.GetValue(url);
            if (address is not null && !Uri.TryCreate(address, UriKind.Absolute, out _))
                throw new BadInputException($"--url is {address} but must be an absolute address.");
            var options = new TUDatasetOptions
            {
                Cleaned = parsed.GetValue(cleaned),
                CacheFolder = parsed.GetValue(cache),
                DownloadOptions = new DownloadOptions { BaseUrl = address is null ? null : new Uri(address), ExpectedSha256 = parsed.GetValue(sha256) },
            };
            List<object> sets = [];
            List<string> failures = [];
            foreach (var name in wanted)
            {
                try
                {
                    var (folder, isNew) = OtherSets.Named(name) is { } other
                        ? await other.DownloadAsync(options, cancellationToken) : await TUDataset.DownloadAsync(name, options, cancellationToken);
                    sets.Add(new { Name = name, Folder = folder, Downloaded = isNew });
                    reporter.Say(isNew ? $"{name}: downloaded to {folder}" : $"{name}: is in {folder} already");
                }
                catch (DatasetNotFoundException e)
                {
                    var known = KnownSets.Collection.Select(set => set.Name).Concat(OtherSets.All.Select(set => set.Name)).ToList();
                    failures.Add(e.Message + (known.Contains(name) ? "" : NearestName.Suggest(name, known)));
                }
            }
            if (parsed.GetValue(json)) reporter.Result(new { Sets = sets, Failures = failures }, []);
            foreach (var failure in failures) reporter.Complain(failure);
            return failures.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
        });
        return command;
    }
}
