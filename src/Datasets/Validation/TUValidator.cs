using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>Checks the files of a TU set line by line, without stopping at what is wrong.</summary>
internal sealed class TUValidator
{
    private readonly TUFiles _files;
    private readonly ValidationOptions _options;
    private readonly ProblemLog _log;
    private readonly Dictionary<string, RawTable> _tables = [];

    private TUValidator(TUFiles files, ValidationOptions options) => (_files, _options, _log) = (files, options, ProblemLog.Collecting(options.ShownPerKind));

    /// <summary>Checks, and writes the corrected copy that the options ask for.</summary>
    public static ValidationResult Run(TUFiles files, ValidationOptions options, CancellationToken cancellationToken)
    {
        var validator = new TUValidator(files, options);
        var notes = validator.Check();
        return new ValidationResult
        {
            Name = files.Name,
            Location = files.Location,
            Problems = validator._log.Shown,
            Counts = validator._log.Counts,
            Notes = notes,
            Repair = options.RepairTo is { } folder ? validator.Repair(folder, cancellationToken) : null,
        };
    }

    private List<string> Check()
    {
        foreach (var kind in TUFiles.Kinds)
            if (_files.Find(kind) is { } source) _tables[kind] = RawTable.Read(source, _log);
        foreach (var kind in new[] { "A", "graph_indicator" })
            if (!_tables.ContainsKey(kind))
                _log.Error(Path.Combine(_files.Location, TUFiles.FileName(_files.Name, kind)), 0, "missing-file",
                    "the file is missing, and without it the set cannot be read. Download the set again.");
        foreach (var table in _tables.Values.Where(table => table.Rows.Count == 0))
            _log.Error(table.Path, 0, "empty-file", "the file is empty but must hold one row for each graph, node or edge.");
        if (_tables.Count == 0 || !_tables.TryGetValue("A", out var edges) || !_tables.TryGetValue("graph_indicator", out var indicator)) return [];
        var numGraphs = CheckTargets();
        var graphOf = CheckIndicator(indicator, numGraphs);
        foreach (var (kind, whole) in new[] { ("node_labels", true), ("node_attributes", false) }) CheckValues(kind, whole, indicator, "nodes");
        foreach (var (kind, whole) in new[] { ("edge_labels", true), ("edge_attributes", false) }) CheckValues(kind, whole, edges, "edges");
        var share = CheckEdges(edges, graphOf);
        return share < 1 && !_log.Counts.Any(count => count.Kind == "missing-reverse")
            ? [string.Create(CultureInfo.InvariantCulture,
                $"{100 * (1 - share):0.#} % of the edges are listed in one direction only: the set is read as directed. " +
                $"With --undirected their reverses count as missing.")]
            : [];
    }

    private int? CheckTargets()
    {
        int? numGraphs = null;
        if (_tables.TryGetValue("graph_labels", out var labels))
        {
            numGraphs = labels.Rows.Count;
            foreach (var row in labels.Rows) row.RequireWhole(labels, 0, 1, _log, fix: null);
        }
        if (_tables.TryGetValue("graph_attributes", out var attributes))
        {
            CheckNumbers(attributes, fix: null);
            if (numGraphs is { } count && count != attributes.Rows.Count)
                _log.Error(attributes.Path, 0, "row-count",
                    $"the file has {attributes.Rows.Count} rows, but {TUFiles.FileName(_files.Name, "graph_labels")} has {count}; there must be " +
                    "one for each graph.");
            numGraphs ??= attributes.Rows.Count;
        }
        if (numGraphs is null)
            _log.Error(Path.Combine(_files.Location, TUFiles.FileName(_files.Name, "graph_labels")), 0, "missing-file",
                "neither graph_labels nor graph_attributes is there, so the graphs have no targets. Download the set again, or read it with Target None.");
        return numGraphs;
    }

    /// <summary>The graph of each node, from 1; 0 where it is not known.</summary>
    private int[] CheckIndicator(RawTable table, int? numGraphs)
    {
        var graphOf = new int[table.Rows.Count];
        var (previous, seen) = (1, new HashSet<int>());
        for (var node = 0; node < graphOf.Length; node++)
        {
            var row = table.Rows[node];
            if (row.RequireWhole(table, 0, 1, _log, Fix.Drop) is not { } graph) continue;
            if (graph < 1 || graph > (numGraphs ?? int.MaxValue))
            {
                var advice = graph == 0 ? "Are they counted from 0? Then add 1 to each." : "Check that the files are from one download.";
                _log.Error(table.Path, row.Line, "unknown-graph",
                    $"graph id is {graph}, but ids run from 1 to {numGraphs?.ToString(CultureInfo.InvariantCulture) ?? "the number of graphs"}. {advice}", Fix.Drop);
                continue;
            }
            if (graph < previous)
                _log.Error(table.Path, row.Line, "unsorted",
                    $"graph id {graph} follows {previous}, but nodes must be listed graph by graph, ascending.",
                    Fix.Rewrite("nodes sorted by graph, edges renumbered"));
            (graphOf[node], previous) = (graph, Math.Max(previous, graph));
            seen.Add(graph);
        }
        for (var graph = 1; graph <= numGraphs; graph++)
        {
            if (seen.Contains(graph)) continue;
            var message = $"no node belongs to graph {graph}, which has a target.";
            if (graph > seen.DefaultIfEmpty().Max()) _log.Error(table.Path, 0, "empty-graph", $"{message} Is the file cut off?");
            else _log.Warn(table.Path, 0, "empty-graph", $"{message} Leave the graph out, or add its nodes.");
        }
        return graphOf;
    }

    private void CheckValues(string kind, bool whole, RawTable counted, string what)
    {
        if (!_tables.TryGetValue(kind, out var table)) return;
        if (table.Rows.Count != counted.Rows.Count)
            _log.Error(table.Path, 0, "row-count",
                $"the file has {table.Rows.Count} rows, but {Path.GetFileName(counted.Path)} lists {counted.Rows.Count} {what}; there must be one " +
                "row for each. Is one of the two cut off?");
        if (!whole) CheckNumbers(table, Fix.Mean);
        else if (table.Rows.Count > 0)
            foreach (var row in table.Rows)
                for (var column = 0; column < table.Rows[0].NumFields; column++) row.RequireWhole(table, column, table.Rows[0].NumFields, _log, fix: null);
    }

    private void CheckNumbers(RawTable table, Func<int, Fix>? fix)
    {
        if (table.Rows.Count == 0) return;
        var columns = table.Rows[0].NumFields;
        foreach (var row in table.Rows)
        {
            if (!row.RequireFields(table, columns, _log)) continue;
            for (var column = 0; column < columns; column++)
            {
                var text = row.Field(column);
                if (RunningMean.TryParse(text, out _)) continue;
                var isNumber = double.TryParse(text, CultureInfo.InvariantCulture, out _) || text.Equals("nan", StringComparison.OrdinalIgnoreCase)
                    || text.StartsWith("inf", StringComparison.OrdinalIgnoreCase);
                _log.Error(table.Path, row.Line, isNumber ? "not-finite" : "not-a-number",
                    $"column {column + 1} is {CsvTable.Show(text)} but must be a finite number.", fix?.Invoke(column));
            }
        }
    }

    /// <returns>The share of the edges whose reverse is there.</returns>
    private double CheckEdges(RawTable table, int[] graphOf)
    {
        var checks = new EdgeChecks(table.Path, _log, oneRowIsBothWays: false, _options.Undirected);
        var nodes = Path.GetFileName(_tables["graph_indicator"].Path);
        foreach (var row in table.Rows)
        {
            if (row.RequireWhole(table, 0, 2, _log, Fix.Drop) is not { } source || row.RequireWhole(table, 1, 2, _log, Fix.Drop) is not { } target) continue;
            if (IsNode(source, "source") && IsNode(target, "target"))
            {
                var (from, to) = (graphOf[source - 1], graphOf[target - 1]);
                if (from == 0 || to == 0) _log.Error(table.Path, row.Line, "dangling",
                    $"the edge {source} -> {target} ends at a node whose graph is not known.", Fix.Drop);
                else if (from != to) _log.Error(table.Path, row.Line, "joins-graphs",
                    $"the edge {source} -> {target} joins graph {from} to graph {to}, but both ends must be of one.", Fix.Drop);
                else checks.Add(row.Line, source, target);
            }

            bool IsNode(int id, string end)
            {
                if (id >= 1 && id <= graphOf.Length) return true;
                var advice = id == 0 ? " Are they counted from 0? Then add 1 to each." : "";
                _log.Error(table.Path, row.Line, "dangling",
                    $"edge {end} {id} is not a node; {nodes} lists {graphOf.Length} (ids 1..{graphOf.Length}).{advice}", Fix.Drop);
                return false;
            }
        }
        checks.Finish();
        return checks.ReverseShare;
    }

    private RepairResult Repair(string folder, CancellationToken cancellationToken)
    {
        if (_log.Counts.Any(count => count is { Repair: null, IsError: true })) return new RepairResult(null, [], _log.Counts.Sum(count => count.Count));
        var further = TURepair.Write(folder, _files.Name, _tables, _log, cancellationToken);
        var left = new TUValidator(TUFiles.InFolder(folder, _files.Name)!, _options);
        left.Check();
        return new RepairResult(folder, [.. _log.Changes(), .. further], left._log.Counts.Sum(count => count.Count));
    }
}
