using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>A recurrent layer's forward pass: blocks of sequences go through all steps while their states stay in the cache.</summary>
internal static unsafe class RecurrentForwardKernel
{
    /// <summary>Sequences that go through the steps together.</summary>
    internal const int RowsPerBlock = 24;

    /// <summary>Writes <c>Output</c>, <c>Saved</c> and the last states, each where it is given.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <typeparam name="TCell"><see cref="LstmCell"/> or <see cref="GruCell"/>.</typeparam>
    /// <param name="sequence">The layer, its input and its memory.</param>
    /// <param name="lastState">State after each sequence's last step, <c>[N, LastStride]</c>, H values from the pointer on, the first state for an
    /// empty sequence; null where it is not wanted.</param>
    /// <param name="lastCell">Likewise the cell.</param>
    public static void Invoke<T, TCell>(in RecurrentSequence<T> sequence, T* lastState, T* lastCell)
        where T : unmanaged, IFloatingPointIeee754<T> where TCell : struct, IRecurrentCell
    {
        if (sequence.NumSequences == 0 || sequence.HiddenSize == 0) return;
        var gateSize = TCell.Gates * sequence.HiddenSize;
        using var inputWeight = new Scratch<T>((long)sequence.InputSize * gateSize);
        using var recurrentWeight = new Scratch<T>((long)sequence.HiddenSize * gateSize);
        GemmKernel.Transpose(sequence.InputWeight, inputWeight.Pointer, gateSize, sequence.InputSize);
        GemmKernel.Transpose(sequence.RecurrentWeight, recurrentWeight.Pointer, gateSize, sequence.HiddenSize);
        var body = new Chunks<T, TCell>
        {
            Sequence = sequence,
            InputWeight = inputWeight.Pointer,
            RecurrentWeight = recurrentWeight.Pointer,
            LastState = lastState,
            LastCell = lastCell,
        };
        var products = (long)sequence.NumSequences * sequence.NumSteps * gateSize * (sequence.InputSize + sequence.HiddenSize);
        ThreadTeam.Run(ref body, Partition.ChunkCount(products / 8));
    }

    private struct Chunks<T, TCell> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T> where TCell : struct, IRecurrentCell
    {
        public RecurrentSequence<T> Sequence;
        public T* InputWeight;
        public T* RecurrentWeight;
        public T* LastState;
        public T* LastCell;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(Sequence.NumSequences, chunk, numChunks, RowsPerBlock);
            var (size, savedSize) = (Sequence.HiddenSize, TCell.Saved * Sequence.HiddenSize);
            using var saved = new Scratch<T>(Sequence.Saved == null ? (long)RowsPerBlock * Sequence.NumSteps * savedSize : 0);
            using var state = new Scratch<T>(RowsPerBlock * size);
            using var cell = new Scratch<T>(RowsPerBlock * size);
            using var recurrent = new Scratch<T>(RowsPerBlock * TCell.Gates * size);
            for (var first = begin; first < end; first += RowsPerBlock)
            {
                var step = new StepRows<T, TCell>
                {
                    Sequence = Sequence,
                    First = first,
                    State = state.Pointer,
                    Cell = cell.Pointer,
                    Recurrent = recurrent.Pointer,
                    Saved = Sequence.Saved == null ? saved.Pointer : Sequence.Saved + (long)first * Sequence.NumSteps * savedSize,
                };
                Block(step, Math.Min(RowsPerBlock, end - first));
            }
        }

        private readonly void Block(StepRows<T, TCell> rows, int numRows)
        {
            var (first, size, gateSize) = (rows.First, Sequence.HiddenSize, TCell.Gates * Sequence.HiddenSize);
            CopyOrClear(Sequence.FirstState, first, rows.State, numRows * size);
            CopyOrClear(Sequence.FirstCell, first, rows.Cell, numRows * size);
            var x = Sequence.X + (long)first * Sequence.NumSteps * Sequence.InputSize;
            GemmCore.Multiply(numRows * Sequence.NumSteps, gateSize, Sequence.InputSize, x, Sequence.InputSize, 1, InputWeight, gateSize,
                rows.Saved, TCell.Saved * size, new GemmEpilogue<T> { Bias = Sequence.InputBias });
            for (var step = 0; step < Sequence.NumSteps; step++)
            {
                var depth = step == 0 && Sequence.FirstState == null ? 0 : size;
                GemmCore.Multiply(numRows, gateSize, depth, rows.State, size, 1, RecurrentWeight, gateSize, rows.Recurrent, gateSize,
                    new GemmEpilogue<T> { Bias = Sequence.RecurrentBias });
                rows.Step = step;
                RowKernel.RunRowsInPlace<StepRows<T, TCell>, T>(ref rows, 0, numRows, size);
            }
            for (var row = 0; Sequence.Output != null && row < numRows; row++)
                for (var time = Sequence.Length(first + row); time < Sequence.NumSteps; time++)
                    new Span<T>(Sequence.OutputAt(first + row, time), size).Clear();
            CopyLast(rows.State, LastState, first, numRows);
            if (TCell.HasCell) CopyLast(rows.Cell, LastCell, first, numRows);
        }

        private readonly void CopyLast(T* source, T* destination, int first, int numRows)
        {
            if (destination == null) return;
            var size = Sequence.HiddenSize;
            for (var row = 0; row < numRows; row++)
                new Span<T>(source + (long)row * size, size).CopyTo(new Span<T>(destination + (long)(first + row) * Sequence.LastStride, size));
        }

        private readonly void CopyOrClear(T* source, int first, T* destination, int count)
        {
            var target = new Span<T>(destination, count);
            if (source == null) target.Clear();
            else new Span<T>(source + (long)first * Sequence.HiddenSize, count).CopyTo(target);
        }
    }

    /// <summary>The element by element part of one step of a block; a sequence that has ended is left alone.</summary>
    private struct StepRows<T, TCell> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TCell : struct, IRecurrentCell
    {
        public RecurrentSequence<T> Sequence;
        public int First;
        public int Step;
        public T* State;
        public T* Cell;
        public T* Recurrent;
        public T* Saved;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            if (Step >= Sequence.Length(First + row)) return;
            var time = Sequence.Time(First + row, Step);
            var size = Sequence.HiddenSize;
            var saved = Saved + ((long)row * Sequence.NumSteps + time) * TCell.Saved * size;
            var recurrent = Recurrent + (long)row * TCell.Gates * size;
            T* state = State + (long)row * size, cell = Cell + (long)row * size;
            var output = Sequence.Output == null ? null : Sequence.OutputAt(First + row, time);
            for (var i = column; i < column + TBlock.Vectors * TSimd.Count; i += TSimd.Count)
            {
                TCell.Forward<TVector, T, TSimd>(saved + i, recurrent + i, state + i, cell + i, size);
                if (output != null) TSimd.Store(TSimd.Load(state + i), output + i);
            }
        }
    }
}
