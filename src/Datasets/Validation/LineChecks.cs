namespace GraphSeq.Datasets;

/// <summary>What a text file has that is not its rows: another encoding, a byte order mark, carriage returns, bytes that are no text, blank lines.</summary>
internal static class LineChecks
{
    /// <param name="source">The file.</param>
    /// <param name="log">Gets the problems.</param>
    /// <param name="isCsv">True for a file that may end lines as it likes, whose reader passes over blank lines.</param>
    /// <exception cref="DatasetFormatException">The file cannot be read.</exception>
    public static void Run(TextSource source, ProblemLog log, bool isCsv)
    {
        try
        {
            using var stream = new BufferedStream(source.Open(), 1 << 16);
            var (first, second) = (stream.ReadByte(), stream.ReadByte());
            if ((first, second) is (0xFE, 0xFF) or (0xFF, 0xFE))
            {
                log.Warn(source.Path, 1, "encoding", "the file is UTF-16 or UTF-32. Save it as UTF-8.", Fix.Rewrite("written as UTF-8"));
                return;
            }
            var scan = new Scan(source.Path, log, isCsv);
            for (var b = first; b >= 0; b = second, second = second < 0 ? second : stream.ReadByte()) scan.Take(b);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(source.Path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    private sealed class Scan(string path, ProblemLog log, bool isCsv)
    {
        private readonly List<long> _blanks = [];
        private long _line = 1, _offset;
        private int _previous;
        private bool _empty = true, _returned, _zero;

        public void Take(int b)
        {
            if (_offset++ == 0 && b == 0xEF) log.Warn(path, 1, "byte-order-mark",
                "the file begins with a byte order mark. Save it as UTF-8 without one.", Fix.Rewrite("left out"));
            if (b == 0 && !_zero)
            {
                _zero = true;
                log.Warn(path, _line, "not-text", "the file holds a zero byte. Is it a text file?");
            }
            if (b == '\n' && _previous == '\r') Returned();
            else if (b is '\n' or '\r')
            {
                if (_empty) _blanks.Add(_line);
                (_line, _empty) = (_line + 1, true);
            }
            else if (b is not (' ' or '\t' or 0xEF or 0xBB or 0xBF)) NotBlank();
            _previous = b;
        }

        private void Returned()
        {
            if (isCsv || _returned) return;
            _returned = true;
            log.Warn(path, _line - 1, "carriage-returns",
                "lines end with carriage return and line feed, here and maybe below. Save the file with line feeds alone.", Fix.Rewrite("line feeds alone"));
        }

        /// <summary>Blank lines that end a file are no problem; those before a row are.</summary>
        private void NotBlank()
        {
            _empty = false;
            if (isCsv)
                foreach (var blank in _blanks) log.Warn(path, blank, "blank-line",
                    "the line is blank, but more rows follow. Remove it, or restore the row that stood here.", Fix.Rewrite("line left out"));
            _blanks.Clear();
        }
    }
}
