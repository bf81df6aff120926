namespace GraphSeq.Datasets;

/// <summary>Looks at the files of a data set and tells everything that is wrong with them, not the first thing alone; writes corrected copies.</summary>
public static class DatasetValidator
{
    /// <summary>Checks a CSV folder (<see cref="CsvFolderDataset"/>), or a folder or archive in the TU format.</summary>
    /// <param name="path">The folder, or the archive <c>NAME.zip</c>.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the writing of a copy; nothing of it is left then.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetFormatException">The path holds no data set, or an archive is damaged.</exception>
    /// <exception cref="IOException">The repaired copy cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ValidationResult Validate(string path, ValidationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ValidationOptions();
        options.Validate(path);
        return CsvFolderFiles.IsCsvFolder(path)
            ? CsvFolderValidator.Run(CsvFolderFiles.InFolder(path), options, cancellationToken)
            : TUValidator.Run(TUFiles.At(path), options, cancellationToken);
    }

    /// <summary>Checks a set of the TU collection by name; it is looked for as <see cref="TUDataset.Load"/> does, but not downloaded.
    /// <see cref="SampleDataset.Name"/> is the built-in sample where no place has a set of that name.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="places">Where to look.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the writing of a copy; nothing of it is left then.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">The set is in none of the places.</exception>
    /// <exception cref="DatasetFormatException">An archive is damaged.</exception>
    /// <exception cref="IOException">The repaired copy cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ValidationResult Validate(
        string name, TUDatasetOptions places, ValidationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(places);
        options ??= new ValidationOptions();
        List<string> tried = [];
        var files = TUSource.FindLocally(name, places, tried)
            ?? (name == SampleDataset.Name ? SampleDataset.FilesOf(new SampleDatasetOptions()) : null)
            ?? throw new DatasetNotFoundException(name, tried, "Pass the folder of the set itself, or download it first.");
        options.Validate(files.Location);
        return TUValidator.Run(files, options, cancellationToken);
    }
}
