using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GraphSeq.Benchmarks.Output;

/// <summary>A number that JSON shows with nine significant digits, which tells any two float32 apart.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct NineDigits(double Value)
{
    private const int Digits = 9;

    public override string ToString()
    {
        var magnitude = Value == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(Value)));
        return magnitude is < -5 or >= Digits
            ? Value.ToString("E8", CultureInfo.InvariantCulture)
            : Value.ToString("F" + (Digits - 1 - magnitude), CultureInfo.InvariantCulture);
    }

    private sealed class Converter : JsonConverter<NineDigits>
    {
        public override NineDigits Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, NineDigits value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value.Value)) writer.WriteRawValue(value.ToString());
            else writer.WriteNullValue();
        }
    }
}
