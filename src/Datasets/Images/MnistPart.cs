namespace GraphSeq.Datasets;

/// <summary>Which of MNIST's images are read.</summary>
public enum MnistPart
{
    /// <summary>All 70,000: the training images, then the test images.</summary>
    All,

    /// <summary>The 60,000 training images.</summary>
    Train,

    /// <summary>The 10,000 test images.</summary>
    Test,
}
