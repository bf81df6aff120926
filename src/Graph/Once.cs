using System.Runtime.CompilerServices;

namespace GraphSeq.Graph;

/// <summary>What is made on first use and kept: read without a lock, made once whichever threads ask for it first.</summary>
/// <remarks>While a value is made its owner's gate is held, which may take the gates of what the owner was made from and never of what was made from it:
/// no two threads wait for each other.</remarks>
internal static class Once
{
    /// <summary>The value of a field, made where it is null.</summary>
    /// <param name="field">Where it is kept.</param>
    /// <param name="gate">The owner's.</param>
    /// <param name="owner">Passed to <paramref name="make"/>, so that it captures nothing.</param>
    /// <param name="make">Makes the value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Get<TOwner, T>(ref T? field, Lock gate, TOwner owner, Func<TOwner, T> make) where T : class =>
        Volatile.Read(ref field) ?? Make(ref field, gate, owner, make);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T Make<TOwner, T>(ref T? field, Lock gate, TOwner owner, Func<TOwner, T> make) where T : class
    {
        lock (gate)
        {
            if (field is { } known) return known;
            var made = make(owner);
            Volatile.Write(ref field, made);
            return made;
        }
    }
}
