using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Videos in which digits move straight on and bounce off the borders.</summary>
/// <remarks><para>In the manner of Moving MNIST: <see href="https://arxiv.org/abs/1502.04681">Srivastava et al., "Unsupervised Learning of Video
/// Representations using LSTMs", 2015</see>. Start and direction are drawn evenly; where the direction is asked, directions are at most 15 degrees from
/// the middle of theirs.</para>
/// <para>No image is used twice: whatever split of the videos is made, test videos show no digit that a training video shows.</para></remarks>
public static class MovingDigits
{
    private const long ImageStream = -1;
    private const double SectorSlack = Math.PI / 12;
    private static readonly string[] Directions = ["E", "NE", "N", "NW", "W", "SW", "S", "SE"];

    /// <summary>Makes the videos.</summary>
    /// <param name="digits">Images of one channel, such as <see cref="MnistDataset.LoadImages"/> gives.</param>
    /// <param name="options">Number, size, motion, target and seed; null for the defaults.</param>
    /// <exception cref="ArgumentException">The images have several channels, or an option is out of range.</exception>
    public static LabelledVideos Generate(LabelledImages digits, MovingDigitsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(digits);
        options ??= new MovingDigitsOptions();
        if (digits.Channels != 1) throw new ArgumentException($"MovingDigits: images have {digits.Channels} channels but must have 1.", nameof(digits));
        options.Validate(digits);
        int[] images = [.. Enumerable.Range(0, digits.Count)];
        SplitMix64.ForStream(options.Seed, ImageStream).Shuffle<int>(images);
        var videoSize = options.Frames * options.FrameSize * options.FrameSize;
        var (pixels, directions) = (new byte[options.NumVideos * videoSize], new long[options.NumVideos]);
        for (var video = 0; video < options.NumVideos; video++)
        {
            var random = SplitMix64.ForStream(options.Seed, video);
            for (var i = 0; i < options.Digits; i++)
                directions[video] = Draw(digits, images[video * options.Digits + i], options, ref random, pixels.AsSpan(video * videoSize, videoSize));
        }
        return new LabelledVideos("MovingDigits", pixels, options.Frames, options.FrameSize, options.FrameSize, TargetsOf(digits, images, directions, options))
        {
            Notes = [FormattableString.Invariant($"{options.NumVideos} videos of {options.Digits} moving digits of {digits.Name}, seed {options.Seed}.")],
        };
    }

    private static long Draw(LabelledImages digits, int image, MovingDigitsOptions options, ref SplitMix64 random, Span<byte> video)
    {
        var sector = random.NextInt(Directions.Length);
        var angle = options.Target == MovingDigitTarget.Direction
            ? sector * Math.PI / 4 + SectorSlack * (2 * random.NextDouble() - 1)
            : 2 * Math.PI * random.NextDouble();
        var (roomX, roomY) = (options.FrameSize - digits.Width, options.FrameSize - digits.Height);
        var (startX, startY) = (roomX * random.NextDouble(), roomY * random.NextDouble());
        var (stepX, stepY) = (options.Speed * roomX * Math.Cos(angle), -options.Speed * roomY * Math.Sin(angle));      // rows run downwards
        for (var t = 0; t < options.Frames; t++)
            Paste(
                digits[image], digits.Width, video.Slice(t * options.FrameSize * options.FrameSize, options.FrameSize * options.FrameSize), options.FrameSize,
                Bounced(startX + t * stepX, roomX), Bounced(startY + t * stepY, roomY));
        return sector;
    }

    /// <summary>Where a body is that would be at a place if there were no borders at 0 and <paramref name="room"/>, to the nearest pixel.</summary>
    internal static int Bounced(double place, int room)
    {
        if (room == 0) return 0;
        var folded = Math.Abs(place) % (2 * room);
        return (int)Math.Round(folded > room ? 2 * room - folded : folded);
    }

    private static void Paste(ReadOnlySpan<byte> image, int width, Span<byte> frame, int frameWidth, int left, int top)
    {
        for (var y = 0; y < image.Length / width; y++)
            for (var x = 0; x < width; x++)
            {
                ref var pixel = ref frame[(top + y) * frameWidth + left + x];
                pixel = Math.Max(pixel, image[y * width + x]);
            }
    }

    private static Targets TargetsOf(LabelledImages digits, int[] images, long[] directions, MovingDigitsOptions options)
    {
        if (options.Target == MovingDigitTarget.Direction) return Targets.OfClasses(directions, Directions);
        if (options.Digits == 1) return Targets.OfClasses([.. images.Take(options.NumVideos).Select(image => digits.Labels[image])], digits.ClassNames);
        var present = new float[options.NumVideos * digits.ClassNames.Count];
        for (var i = 0; i < options.NumVideos * options.Digits; i++) present[i / options.Digits * digits.ClassNames.Count + (int)digits.Labels[images[i]]] = 1;
        return Targets.OfValues(present, digits.ClassNames, multiLabel: true);
    }
}
