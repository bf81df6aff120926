using System.Text;
using System.Text.Json;
using GraphSeq.Training.Checkpoints;

namespace GraphSeq.Tests.Training.Checkpoints;

public class CheckpointStateTests
{
    [Theory]
    [InlineData("{\"sha256\": \"36\\ud80001\", \"state\": {}}")]
    [InlineData("{\"sha\\ud800256\": \"3601\", \"state\": {}}")]
    [InlineData("{\"sha256\": \"3601\", \"state\": {}}")]
    [InlineData("{\"sha256\": 1, \"state\": {}}")]
    [InlineData("null")]
    public void FromSealedJson_DamagedText_IsAJsonException(string text) =>
        Assert.Throws<JsonException>(() => CheckpointState.FromSealedJson(Encoding.UTF8.GetBytes(text)));
}
