namespace GraphSeq.Datasets;

/// <summary>What is asked of a video of moving digits.</summary>
public enum MovingDigitTarget
{
    /// <summary>Which digit it shows; of several digits, which of the ten occur, as a 0/1 row.</summary>
    Digit,

    /// <summary>Into which of eight directions the digit moves first: E, NE, N, NW, W, SW, S, SE. For one digit.</summary>
    Direction,
}
