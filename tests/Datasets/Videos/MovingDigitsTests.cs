using GraphSeq.Datasets;

namespace GraphSeq.Tests.Datasets;

public class MovingDigitsTests
{
    /// <summary>Images of 2 × 2, all pixels of image i being i + 1; labels 0, 1, 2, 0 …</summary>
    private static LabelledImages Images(int count) => new(
        "TOY", [.. Enumerable.Range(0, 4 * count).Select(i => (byte)(i / 4 + 1))], 1, 2, 2, [.. Enumerable.Range(0, count).Select(i => (long)(i % 3))], ["a", "b", "c"]);

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(3.4, 3)]
    [InlineData(10, 10)]
    [InlineData(12, 8)]
    [InlineData(-3, 3)]
    [InlineData(21, 1)]
    [InlineData(-12, 8)]
    public void Bounced_PlaceBeyondTheBorders_IsFoldedBack(double place, int expected)
    {
        Assert.Equal(expected, MovingDigits.Bounced(place, 10));
        Assert.Equal(0, MovingDigits.Bounced(place, 0));
    }

    [Fact]
    public void Generate_OneDigit_MovesStraightOnAndBounces()
    {
        var videos = MovingDigits.Generate(Images(60), new MovingDigitsOptions { NumVideos = 60, Frames = 30, FrameSize = 12, Speed = 0.15, Seed = 3 });
        Assert.Equal((60, 30, 12, 12), (videos.Count, videos.Frames, videos.Height, videos.Width));
        HashSet<int> images = [];
        for (var video = 0; video < 60; video++)
        {
            var places = Enumerable.Range(0, 30).Select(t => Place(videos[video, t])).ToArray();
            var value = videos[video, 0].ToArray().Max();
            Assert.True(images.Add(value), "an image was used twice");
            Assert.Equal((value - 1) % 3, videos.Targets.Classes[video]);
            Assert.All(places, place => Assert.InRange(Math.Max(place.X, place.Y), 0, 10));
            // A step is at most 0.15 of the 10 pixels of room, and a pixel of rounding.
            Assert.All(places.Zip(places.Skip(1)), pair => Assert.InRange(Math.Max(Math.Abs(pair.First.X - pair.Second.X), Math.Abs(pair.First.Y - pair.Second.Y)), 0, 2));
            Assert.True(places.Distinct().Count() > 3);
        }
    }

    [Fact]
    public void Generate_Direction_IsThatOfTheFirstSteps()
    {
        var videos = MovingDigits.Generate(
            Images(200), new MovingDigitsOptions { NumVideos = 200, Frames = 2, FrameSize = 102, Speed = 0.1, Target = MovingDigitTarget.Direction, Seed = 1 });
        Assert.Equal(["E", "NE", "N", "NW", "W", "SW", "S", "SE"], videos.Targets.Names);
        Assert.Equal(8, videos.Targets.Classes.ToArray().Distinct().Count());
        var bounced = 0;
        for (var video = 0; video < 200; video++)
        {
            var (from, to) = (Place(videos[video, 0]), Place(videos[video, 1]));
            var angle = Math.Atan2(from.Y - to.Y, to.X - from.X);
            if (((int)Math.Round(angle / (Math.PI / 4)) + 8) % 8 != videos.Targets.Classes[video]) bounced++;
        }
        Assert.InRange(bounced, 0, 40);                         // a step of a tenth of the room meets a border at most that often
    }

    [Fact]
    public void Generate_TwoDigits_NamesBothAndShowsTheBrighter()
    {
        var videos = MovingDigits.Generate(Images(20), new MovingDigitsOptions { NumVideos = 10, Digits = 2, Frames = 3, FrameSize = 2, Seed = 4 });
        Assert.Equal(TaskKind.MultiLabelClassification, videos.Targets.Task);
        for (var video = 0; video < 10; video++)
        {
            var brightest = videos[video, 0][0];                // frames have no room, so both lie on one another
            Assert.All(videos[video, 2].ToArray(), pixel => Assert.Equal(brightest, pixel));
            Assert.Equal(1, videos.Targets.Values[video * 3 + (brightest - 1) % 3]);
            Assert.InRange(videos.Targets.Values.Slice(video * 3, 3).ToArray().Sum(), 1, 2);
        }
    }

    [Fact]
    public void Generate_Seed_DecidesEverything()
    {
        byte[] First(long seed) => MovingDigits.Generate(Images(5), new MovingDigitsOptions { NumVideos = 5, FrameSize = 9, Seed = seed })[0, 7].ToArray();
        Assert.Equal(First(1), First(1));
        Assert.NotEqual(First(1), First(2));
    }

    [Fact]
    public void Generate_OptionsOutOfRange_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => MovingDigits.Generate(
            Images(5), new MovingDigitsOptions { NumVideos = 3, Digits = 2, FrameSize = 1, Speed = 0, Target = MovingDigitTarget.Direction }));
        Assert.Contains("FrameSize is 1 but must be at least the 2 of an image. Speed is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("Digits is 2 but must be 1 where the direction is asked. 3 videos of 2 need 6 images, but there are 5", error.Message, StringComparison.Ordinal);
    }

    private static (int X, int Y) Place(ReadOnlySpan<byte> frame)
    {
        var width = (int)Math.Sqrt(frame.Length);
        var at = frame.IndexOfAnyExcept((byte)0);
        return (at % width, at / width);
    }
}
