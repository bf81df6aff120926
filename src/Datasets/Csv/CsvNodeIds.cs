namespace GraphSeq.Datasets;

/// <summary>Ids of graphs and nodes as a CSV folder spells them, and the numbers they get: graphs in the order listed, nodes graph by graph.</summary>
internal sealed class CsvNodeIds
{
    private readonly Dictionary<string, int> _graphs = [];
    private readonly List<string> _graphNames = [];
    private readonly Dictionary<(int Graph, string Id), int> _nodes = [];
    private readonly List<int> _graphOfRow = [];
    private Dictionary<string, int>? _unique;
    private int[]? _place;
    private int[]? _order;

    public int NumGraphs => _graphNames.Count;

    /// <summary>Number of nodes.</summary>
    public int Count => _graphOfRow.Count;

    public string NameOfGraph(int graph) => _graphNames[graph];

    /// <summary>The graph's number; -1 for none.</summary>
    public int FindGraph(string name) => _graphs.TryGetValue(name, out var graph) ? graph : -1;

    /// <summary>False if there is a graph of that name.</summary>
    public bool TryAddGraph(string name)
    {
        if (!_graphs.TryAdd(name, _graphNames.Count)) return false;
        _graphNames.Add(name);
        return true;
    }

    /// <summary>False if the graph has a node of that id.</summary>
    public bool TryAddNode(int graph, string id)
    {
        if (!_nodes.TryAdd((graph, id), _graphOfRow.Count)) return false;
        _graphOfRow.Add(graph);
        return true;
    }

    /// <summary>First node of each graph, and the row of each node where rows do not stand graph by graph (else null). Ends the adding of nodes.</summary>
    public (int[] NodePtr, int[]? Order) Arrange()
    {
        var ptr = new int[NumGraphs + 1];
        var sorted = true;
        for (var row = 0; row < _graphOfRow.Count; row++)
        {
            ptr[_graphOfRow[row] + 1]++;
            sorted &= row == 0 || _graphOfRow[row] >= _graphOfRow[row - 1];
        }
        for (var graph = 0; graph < NumGraphs; graph++) ptr[graph + 1] += ptr[graph];
        if (sorted) return (ptr, null);
        var (next, order) = (ptr.ToArray(), new int[Count]);
        (_place, _order) = (new int[Count], order);
        for (var row = 0; row < order.Length; row++)
        {
            _place[row] = next[_graphOfRow[row]]++;
            order[_place[row]] = row;
        }
        return (ptr, order);
    }

    /// <summary>The node's number; -1 for none.</summary>
    public int FindNode(int graph, string id) => _nodes.TryGetValue((graph, id), out var row) ? PlaceOf(row) : -1;

    /// <summary>The number of the only node of that id in all graphs; -1 for none, -2 where several graphs have one.</summary>
    public int FindNode(string id)
    {
        if (_unique is null)
        {
            _unique = [];
            foreach (var ((_, name), row) in _nodes)
                if (!_unique.TryAdd(name, PlaceOf(row))) _unique[name] = -2;
        }
        return _unique.GetValueOrDefault(id, -1);
    }

    /// <summary>The graph of a node.</summary>
    public int GraphOf(int node) => _graphOfRow[_order is null ? node : _order[node]];

    /// <summary>The node that a row of a table names, by its graph and id, or by its id alone.</summary>
    /// <returns>Its number; -1 after a problem, whose row is to be passed over.</returns>
    public int Resolve(CsvTable table, int graphColumn, int nodeColumn, string what)
    {
        var id = table.Text(nodeColumn);
        if (graphColumn >= 0)
        {
            var name = table.Text(graphColumn);
            var graph = FindGraph(name);
            if (graph < 0)
            {
                table.Error("unknown-graph", $"graph {CsvTable.Show(name)} has no nodes and no row of its own. Correct the id, or add the graph.", Fix.Drop);
                return -1;
            }
            if (FindNode(graph, id) is var node and >= 0) return node;
            table.Error("dangling", $"{what} {CsvTable.Show(id)} is not a node of graph {CsvTable.Show(name)} in {CsvFolderFiles.Nodes}. Correct " +
                "the id, or add the node.", Fix.Drop);
            return -1;
        }
        var only = FindNode(id);
        if (only == -1) table.Error("dangling",
            $"{what} {CsvTable.Show(id)} is not a node in {CsvFolderFiles.Nodes}. Correct the id, or add the node.", Fix.Drop);
        else if (only == -2)
            table.Error("ambiguous-node", $"{what} {CsvTable.Show(id)} is a node of several graphs. Add a column with the graph's id, or give " +
                "nodes ids that differ across graphs.");
        return Math.Max(only, -1);
    }

    private int PlaceOf(int row) => _place is null ? row : _place[row];
}
