namespace GraphSeq.Datasets;

/// <summary>Number, size and motion of videos with moving digits. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record MovingDigitsOptions
{
    /// <summary>Videos; at least 1. Default: 1000.</summary>
    public int NumVideos { get; init; } = 1000;

    /// <summary>Frames of a video; at least 1. Default: 20.</summary>
    public int Frames { get; init; } = 20;

    /// <summary>Rows and columns of a frame, at least an image's. Default: 64.</summary>
    public int FrameSize { get; init; } = 64;

    /// <summary>Digits in a video, where they overlap the brighter pixel shows; at least 1. Default: 1.</summary>
    public int Digits { get; init; } = 1;

    /// <summary>Way of a digit from one frame to the next, as a share of the room it has in each direction; above 0, at most 1. Default: 0.1.</summary>
    public double Speed { get; init; } = 0.1;

    /// <summary>What is asked. Default: the digit.</summary>
    public MovingDigitTarget Target { get; init; }

    /// <summary>Decides everything. Default: 0.</summary>
    public long Seed { get; init; }

    internal void Validate(LabelledImages digits)
    {
        List<string> problems = [];
        if (NumVideos < 1) problems.Add($"NumVideos is {NumVideos} but must be at least 1.");
        if (Frames < 1) problems.Add($"Frames is {Frames} but must be at least 1.");
        if (FrameSize < Math.Max(digits.Height, digits.Width))
            problems.Add($"FrameSize is {FrameSize} but must be at least the {Math.Max(digits.Height, digits.Width)} of an image.");
        if (Digits < 1) problems.Add($"Digits is {Digits} but must be at least 1.");
        if (!(Speed is > 0 and <= 1)) problems.Add($"Speed is {Speed} but must be above 0 and at most 1.");
        if (!Enum.IsDefined(Target)) problems.Add($"Target is {Target}, which is not one of {string.Join(", ", Enum.GetNames<MovingDigitTarget>())}.");
        if (Target == MovingDigitTarget.Direction && Digits != 1) problems.Add($"Digits is {Digits} but must be 1 where the direction is asked.");
        if ((long)NumVideos * Digits > digits.Count)
            problems.Add($"{NumVideos} videos of {Digits} need {(long)NumVideos * Digits} images, but there are {digits.Count}, and each is used once at most.");
        if ((long)NumVideos * Frames * FrameSize * FrameSize > Array.MaxLength)
            problems.Add($"{NumVideos} videos of [{Frames}, {FrameSize}, {FrameSize}] have more pixels than the {Array.MaxLength} of an array. Take fewer.");
        if (problems.Count > 0) throw new ArgumentException($"MovingDigitsOptions: {string.Join(" ", problems)}");
    }
}
