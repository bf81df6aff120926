using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>A recurrent layer's backward pass, in the forward pass's blocks; weights' gradients are summed per chunk, then over the chunks.</summary>
internal static unsafe class RecurrentBackwardKernel
{
    private const int RowsPerBlock = RecurrentForwardKernel.RowsPerBlock;

    /// <summary>Writes the gradients that are wanted.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <typeparam name="TCell"><see cref="LstmCell"/> or <see cref="GruCell"/>.</typeparam>
    /// <param name="sequence">As in the forward pass, which wrote its <c>Output</c> and <c>Saved</c>.</param>
    /// <param name="gradients">Gradients in and out.</param>
    public static void Invoke<T, TCell>(in RecurrentSequence<T> sequence, in RecurrentGradients<T> gradients)
        where T : unmanaged, IFloatingPointIeee754<T> where TCell : struct, IRecurrentCell
    {
        var (size, inputSize, gateSize) = (sequence.HiddenSize, sequence.InputSize, TCell.Gates * sequence.HiddenSize);
        if (size == 0) return;
        var products = (long)sequence.NumSequences * sequence.NumSteps * gateSize * (inputSize + size);
        var numPartials = Partition.PartialCount(products / 8);
        var partialSize = (inputSize + size + 2) * gateSize;
        using var partials = new Scratch<T>((long)numPartials * partialSize);
        using var total = new Scratch<T>(partialSize);
        var body = new Chunks<T, TCell> { Sequence = sequence, Gradients = gradients, Partials = partials.Pointer, PartialSize = partialSize };
        ThreadTeam.Run(ref body, numPartials);
        PartialSums.Add(partials.Pointer, numPartials, partialSize, total.Pointer);
        var sums = new WeightSums<T>(total.Pointer, inputSize, size, gateSize);
        GemmKernel.Transpose(sums.InputWeight, gradients.InputWeight, inputSize, gateSize);
        GemmKernel.Transpose(sums.RecurrentWeight, gradients.RecurrentWeight, size, gateSize);
        if (gradients.InputBias != null) new Span<T>(sums.InputBias, gateSize).CopyTo(new Span<T>(gradients.InputBias, gateSize));
        if (gradients.RecurrentBias != null) new Span<T>(sums.RecurrentBias, gateSize).CopyTo(new Span<T>(gradients.RecurrentBias, gateSize));
    }

    /// <summary>Where one chunk's sums of the weights' gradients lie, weights transposed.</summary>
    private readonly struct WeightSums<T>(T* start, int inputSize, int hiddenSize, int gateSize) where T : unmanaged
    {
        public readonly T* InputWeight = start;
        public readonly T* RecurrentWeight = start + (long)inputSize * gateSize;
        public readonly T* InputBias = start + (long)(inputSize + hiddenSize) * gateSize;
        public readonly T* RecurrentBias = start + (long)(inputSize + hiddenSize + 1) * gateSize;
    }

    private struct Chunks<T, TCell> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T> where TCell : struct, IRecurrentCell
    {
        public RecurrentSequence<T> Sequence;
        public RecurrentGradients<T> Gradients;
        public T* Partials;
        public int PartialSize;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (size, gateSize) = (Sequence.HiddenSize, TCell.Gates * Sequence.HiddenSize);
            var blockSteps = (long)RowsPerBlock * Sequence.NumSteps;
            using var state = new Scratch<T>(RowsPerBlock * size);
            using var cell = new Scratch<T>(RowsPerBlock * size);
            using var step = new Scratch<T>(RowsPerBlock * gateSize);
            using var previous = new Scratch<T>(blockSteps * size);
            using var input = new Scratch<T>(blockSteps * gateSize);
            using var recurrent = new Scratch<T>(TCell.HasOwnRecurrentGradient ? blockSteps * gateSize : 0);
            var rows = new StepRows<T, TCell>
            {
                Sequence = Sequence,
                GradOutput = Gradients.Output,
                GradState = state.Pointer,
                GradCell = cell.Pointer,
                GradStep = step.Pointer,
                GradInput = input.Pointer,
                GradRecurrent = TCell.HasOwnRecurrentGradient ? recurrent.Pointer : input.Pointer,
            };
            var partial = Partials + (long)chunk * PartialSize;
            new Span<T>(partial, PartialSize).Clear();
            var sums = new WeightSums<T>(partial, Sequence.InputSize, size, gateSize);
            var (begin, end) = Partition.Even(Sequence.NumSequences, chunk, numChunks, RowsPerBlock);
            for (rows.First = begin; rows.First < end; rows.First += RowsPerBlock)
                Block(rows, Math.Min(RowsPerBlock, end - rows.First), previous.Pointer, sums);
        }

        private readonly void Block(StepRows<T, TCell> rows, int numRows, T* previous, WeightSums<T> sums)
        {
            var (first, size, gateSize, numSteps) = (rows.First, Sequence.HiddenSize, TCell.Gates * Sequence.HiddenSize, Sequence.NumSteps);
            CopyOrClear(Gradients.LastState, first, rows.GradState, numRows);
            CopyOrClear(Gradients.LastCell, first, rows.GradCell, numRows);
            CollectPreviousStates(first, numRows, previous);
            if (Sequence.Lengths != null) ClearEnded(rows, numRows);
            for (var step = numSteps - 1; step >= 0; step--)
            {
                rows.Step = step;
                RowKernel.RunRowsInPlace<StepRows<T, TCell>, T>(ref rows, 0, numRows, size);
                if (step == 0 && Gradients.FirstState == null) break;
                GemmCore.Multiply(numRows, size, gateSize, rows.GradStep, gateSize, 1, Sequence.RecurrentWeight, size, rows.GradState, size,
                    new GemmEpilogue<T> { Accumulate = true });
            }
            CopyBack(rows.GradState, Gradients.FirstState, first, numRows * size);
            CopyBack(rows.GradCell, Gradients.FirstCell, first, numRows * size);
            var (count, offset) = (numRows * numSteps, (long)first * numSteps * Sequence.InputSize);
            GemmKernel.AddWeightGradient(Sequence.X + offset, Sequence.InputSize, rows.GradInput, gateSize, sums.InputWeight, gateSize, 0, count,
                Sequence.InputSize, gateSize);
            GemmKernel.AddWeightGradient(previous, size, rows.GradRecurrent, gateSize, sums.RecurrentWeight, gateSize, 0, count, size, gateSize);
            ColumnSumKernel.AddTo(rows.GradInput, null, null, sums.InputBias, count, gateSize);
            ColumnSumKernel.AddTo(rows.GradRecurrent, null, null, sums.RecurrentBias, count, gateSize);
            if (Gradients.X == null) return;
            GemmCore.Multiply(count, Sequence.InputSize, gateSize, rows.GradInput, gateSize, 1, Sequence.InputWeight, Sequence.InputSize,
                Gradients.X + offset, Sequence.InputSize, new GemmEpilogue<T> { Accumulate = Gradients.AddsToX });
        }

        /// <summary>The state before each step, side by side with the gradients of its products.</summary>
        private readonly void CollectPreviousStates(int first, int numRows, T* previous)
        {
            var size = Sequence.HiddenSize;
            for (var row = 0; row < numRows; row++)
                for (var step = 0; step < Sequence.NumSteps; step++)
                {
                    var isBeyondEnd = step >= Sequence.Length(first + row);
                    var time = isBeyondEnd ? step : Sequence.Time(first + row, step);
                    var target = new Span<T>(previous + ((long)row * Sequence.NumSteps + time) * size, size);
                    var state = isBeyondEnd ? null : Sequence.StateBefore(first + row, step);
                    if (state == null) target.Clear();
                    else new Span<T>(state, size).CopyTo(target);
                }
        }

        /// <summary>Zero gradients for the times after a sequence's end.</summary>
        private readonly void ClearEnded(in StepRows<T, TCell> rows, int numRows)
        {
            var gateSize = TCell.Gates * Sequence.HiddenSize;
            for (var row = 0; row < numRows; row++)
            {
                var length = Sequence.Length(rows.First + row);
                var start = ((long)row * Sequence.NumSteps + length) * gateSize;
                var count = (Sequence.NumSteps - length) * gateSize;
                new Span<T>(rows.GradInput + start, count).Clear();
                new Span<T>(rows.GradRecurrent + start, count).Clear();
            }
        }

        private readonly void CopyOrClear(T* source, int first, T* destination, int numRows)
        {
            var size = Sequence.HiddenSize;
            if (source == null) new Span<T>(destination, numRows * size).Clear();
            else
                for (var row = 0; row < numRows; row++)
                    new Span<T>(source + (long)(first + row) * Sequence.LastStride, size).CopyTo(new Span<T>(destination + (long)row * size, size));
        }

        private readonly void CopyBack(T* source, T* destination, int first, int count)
        {
            if (destination != null) new Span<T>(source, count).CopyTo(new Span<T>(destination + (long)first * Sequence.HiddenSize, count));
        }
    }

    /// <summary>The element by element part of one step of a block; a sequence that has ended passes its gradients on.</summary>
    private struct StepRows<T, TCell> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TCell : struct, IRecurrentCell
    {
        public RecurrentSequence<T> Sequence;
        public T* GradOutput;
        public int First;
        public int Step;
        public T* GradState;
        public T* GradCell;
        public T* GradStep;
        public T* GradInput;
        public T* GradRecurrent;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (size, gateSize, sequence) = (Sequence.HiddenSize, TCell.Gates * Sequence.HiddenSize, First + row);
            var gradStep = GradStep + (long)row * gateSize;
            var isBeyondEnd = Step >= Sequence.Length(sequence);
            var time = isBeyondEnd ? Step : Sequence.Time(sequence, Step);
            var place = (long)row * Sequence.NumSteps + time;
            T* gradState = GradState + (long)row * size, gradCell = GradCell + (long)row * size;
            T* gradInput = GradInput + place * gateSize, gradRecurrent = GradRecurrent + place * gateSize;
            var previousState = isBeyondEnd ? null : Sequence.StateBefore(sequence, Step);
            var previousCell = isBeyondEnd || !TCell.HasCell ? null : CellBefore(sequence);
            var gradOutput = GradOutput == null ? null : GradOutput + ((long)sequence * Sequence.NumSteps + time) * Sequence.OutputStride;
            var saved = Sequence.Saved + ((long)sequence * Sequence.NumSteps + time) * TCell.Saved * size;
            for (var i = column; i < column + TBlock.Vectors * TSimd.Count; i += TSimd.Count)
            {
                if (isBeyondEnd)
                {
                    for (var gate = 0; gate < TCell.Gates; gate++) TSimd.Store(TSimd.Zero, gradStep + gate * size + i);
                    continue;
                }
                if (gradOutput != null) TSimd.Store(TSimd.Add(TSimd.Load(gradState + i), TSimd.Load(gradOutput + i)), gradState + i);
                TCell.Backward<TVector, T, TSimd>(saved + i, previousState == null ? null : previousState + i,
                    previousCell == null ? null : previousCell + i, gradState + i, gradCell + i, gradInput + i, gradRecurrent + i, size);
                for (var gate = 0; gate < TCell.Gates; gate++)
                    TSimd.Store(TSimd.Load(gradRecurrent + gate * size + i), gradStep + gate * size + i);
            }
        }

        /// <summary>The cell before this step: the last thing the step before it saved, or the first cell, which may be null.</summary>
        private readonly T* CellBefore(int sequence)
        {
            var size = Sequence.HiddenSize;
            if (Step == 0) return Sequence.FirstCell == null ? null : Sequence.FirstCell + (long)sequence * size;
            var before = (long)sequence * Sequence.NumSteps + Sequence.Time(sequence, Step - 1);
            return Sequence.Saved + (before * TCell.Saved + TCell.Saved - 1) * size;
        }
    }
}
