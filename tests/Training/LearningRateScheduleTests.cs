using GraphSeq.Training;

namespace GraphSeq.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void FactorAt_Step_DropsEveryFewEpochs()
    {
        var schedule = new LearningRateSchedule { Kind = ScheduleKind.Step, StepEpochs = 2, StepFactor = 0.1 };
        Assert.Equal([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01], Enumerable.Range(0, 9).Select(s => Math.Round(schedule.FactorAt(s, 12, 2), 12)));
    }

    [Fact]
    public void FactorAt_CosineWithWarmUp_ClimbsThenFalls()
    {
        var schedule = new LearningRateSchedule { Kind = ScheduleKind.Cosine, WarmUp = 0.3 };
        double[] expected = [0.25, 0.5, 0.75, 1, 0.5 * (1 + Math.Cos(Math.PI / 7))];
        for (var step = 0; step < expected.Length; step++) Assert.Equal(expected[step], schedule.FactorAt(step, 10, 5), 12);
        Assert.Equal(0.5 * (1 + Math.Cos(Math.PI * 6 / 7)), schedule.FactorAt(9, 10, 5), 12);
    }

    [Fact]
    public void FactorAt_OneCycle_FollowsPyTorchsFormula()
    {
        // 10 steps, 30 % up: the top is at step 2; down over steps 2 to 9.
        var schedule = new LearningRateSchedule { Kind = ScheduleKind.OneCycle };
        Assert.Equal(0.04, schedule.FactorAt(0, 10, 5), 12);
        Assert.Equal(0.52, schedule.FactorAt(1, 10, 5), 12);
        Assert.Equal(1, schedule.FactorAt(2, 10, 5), 12);
        Assert.Equal(4e-6 + (1 - 4e-6) / 2 * (1 + Math.Cos(Math.PI * 3 / 7)), schedule.FactorAt(5, 10, 5), 12);
        Assert.Equal(4e-6, schedule.FactorAt(9, 10, 5), 12);
        Assert.Equal([0.95, 0.9, 0.85, 0.95], new long[] { 0, 1, 2, 9 }.Select(s => Math.Round(schedule.MomentumAt(s, 10, 0.9), 12)));
        Assert.Equal(0.9, (schedule with { CycleMomentum = false }).MomentumAt(2, 10, 0.9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void FactorAt_AnyLength_StaysWithinZeroAndOne(long total)
    {
        foreach (var kind in Enum.GetValues<ScheduleKind>())
            for (var step = 0L; step < total; step++)
                Assert.InRange(new LearningRateSchedule { Kind = kind, WarmUp = 0.5, ClimbShare = 0.5 }.FactorAt(step, total, 1), 0, 1);
    }
}
