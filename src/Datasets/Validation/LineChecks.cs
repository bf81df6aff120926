namespace GraphSeq.Datasets;

/// <summary>What a text file has that is not its rows: a byte order mark, carriage returns, blank lines, bytes that are no text.</summary>
internal static class LineChecks
{
    public static void Run(TextSource source, ProblemLog log, bool carriageReturns = true)
    {
        try
        {
            using var stream = new BufferedStream(source.Open(), 1 << 16);
            Scan(stream, source.Path, log, carriageReturns);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(source.Path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    private static void Scan(Stream stream, string path, ProblemLog log, bool carriageReturns)
    {
        const string BlankFix = "line left out";
        var (line, empty, offset, previous, blanks) = (1L, true, 0L, 0, new List<long>());
        var (returned, zero) = (false, false);
        for (int b; (b = stream.ReadByte()) >= 0; previous = b, offset++)
        {
            if (offset == 0 && b == 0xEF) log.Warn(path, 1, "byte-order-mark", "the file begins with a byte order mark. Save it as UTF-8 without one.", Fix.Rewrite("left out"));
            if (b == 0 && !zero)
            {
                zero = true;
                log.Error(path, line, "not-text", "the file holds a zero byte. Is it a text file?");
            }
            if (b == '\n')
            {
                if (previous == '\r' && carriageReturns && !returned)
                {
                    returned = true;
                    log.Warn(path, line, "carriage-returns", "lines end with carriage return and line feed, here and maybe below. Save the file with line feeds alone.", Fix.Rewrite("line feeds alone"));
                }
                if (empty) blanks.Add(line);
                (line, empty) = (line + 1, true);
            }
            else if (b is not ('\r' or ' ' or '\t' or 0xEF or 0xBB or 0xBF))
            {
                // Blank lines that end a file are no problem; those before a row are.
                foreach (var blank in blanks) log.Warn(path, blank, "blank-line", "the line is blank, but more rows follow. Remove it, or restore the row that stood here.", Fix.Rewrite(BlankFix));
                blanks.Clear();
                empty = false;
            }
        }
    }
}
