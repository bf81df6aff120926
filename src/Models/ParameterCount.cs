using GraphSeq.Encoders;

namespace GraphSeq.Models;

/// <summary>How many parameters a model must have by its options: told without making it, so that a damaged or hostile description of a giant is
/// recognised by the weights that do not come with it.</summary>
internal static class ParameterCount
{
    /// <summary>Never more than the model has, and a fixed share of it: every layer's largest matrix. In double, which does not overflow.</summary>
    /// <param name="options">Options that are in range.</param>
    public static double AtLeast(SequenceGraphModelOptions options)
    {
        double features = 1, hidden = options.HiddenSize;
        foreach (var size in options.NodeShape.Skip(options.PerStep ? 1 : 0)) features *= size;
        var sequenceFirst = options.Order == ModelOrder.SequenceFirst;
        var (count, width) = (0.0, sequenceFirst ? features : options.Series!.Value.Channels);
        if (options.Encoder is { } encoder)
        {
            count += Encoder(encoder);
            if (sequenceFirst) width = Output(encoder) + (options.FeatureSkip ? features : 0);
        }
        if (options.CategorySizes is { } sizes)
        {
            double embedding = options.EmbeddingSize ?? options.HiddenSize;
            count += sizes.Sum(size => size * embedding);
            width += sizes.Count * embedding;
        }
        if (options.Projection)
        {
            count += width * hidden;
            width = hidden;
        }
        for (var layer = 0; layer < Math.Min(options.Layers, 2); layer++)
        {
            var times = layer == 0 ? 1 : options.Layers - 1.0;
            count += times * options.Order switch
            {
                ModelOrder.Interleaved => (options.TemporalKernel ?? 3) * (width + hidden) * hidden + Convolution(hidden, hidden, options.Convolution),
                ModelOrder.GraphRecurrent => 3 * (width + hidden) * hidden,
                _ => Convolution(width, hidden, options.Convolution),
            };
            width = hidden;
        }
        if (options.JumpingKnowledge == JumpingKnowledgeKind.Lstm) count += Math.Pow(Math.Floor(options.Layers * hidden / 2), 2);
        var readsOutFirst = options.Order == ModelOrder.ReadoutFirst;
        if (!sequenceFirst && !readsOutFirst && options.Encoder is { } last) width = Output(last);
        if (options.Readout == ReadoutKind.Set2Set) count += width * width;
        if (options.Readout == ReadoutKind.Sort) width *= options.ReadoutNodes ?? 10;
        if (readsOutFirst && options.Encoder is { } reader) width = Output(reader);
        foreach (var size in options.HeadSizes.Append(options.Outputs))
        {
            count += width * size;
            width = size;
        }
        return count;
    }

    private static double Encoder(ConvRnnEncoderOptions options)
    {
        double count = 0, channels = options.Input.Channels;
        foreach (var conv in options.Convs)
        {
            var taps = options.Input.Kind == SignalKind.Series ? (double)conv.Kernel.Width : (double)conv.Kernel.Height * conv.Kernel.Width;
            count += conv.Channels * channels / conv.Groups * taps;
            channels = conv.Channels;
        }
        return count + options.NumLayers * (double)options.HiddenSize * Output(options);
    }

    private static double Output(ConvRnnEncoderOptions options) => options.ProjSize > 0 ? options.ProjSize : options.HiddenSize;

    private static double Convolution(double inputs, double width, GraphConvolutionOptions options)
    {
        double heads = options.Concat == false ? options.Heads ?? 1 : 1, towers = options.Towers ?? 1;
        return options.Kind switch
        {
            "gat" or "gatv2" or "transformer" => heads * width * (inputs + (options.EdgeDim ?? 0)),
            "cheb" => (options.K ?? 3) * inputs * width,
            "tag" => ((options.K ?? 3) + 1.0) * inputs * width,
            "arma" => (options.Stacks ?? 1) * width * (inputs + (options.SharedWeights == true ? 0 : ((options.StackLayers ?? 1) - 1.0) * inputs)),
            "gated" => (options.StackLayers ?? 2) * width * width,
            "pna" => width * width + (options.PostLayers ?? 1) * width * width / towers
                + ((options.PreLayers ?? 1) * inputs + (options.EdgeDim ?? 0)) * inputs / (options.DivideInput == true ? towers : 1),
            "gine" => inputs * (width + (options.EdgeDim ?? 0)),
            "resgated" => (inputs + (options.EdgeDim ?? 0)) * width,
            "gcn" or "sage" or "gin" or "edge" or "graph" or "sg" or "appnp" => inputs * width,
            _ => 0,                                             // a convolution of somebody's own, of which nothing is known
        };
    }
}
