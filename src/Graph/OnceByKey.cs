using System.Runtime.CompilerServices;

namespace GraphSeq.Graph;

/// <summary>A few values by key, each made on first use and kept as <see cref="Once"/> does it; <see cref="Dispose"/> disposes of them.</summary>
/// <param name="gate">The owner's gate.</param>
internal sealed class OnceByKey<TKey, T>(Lock gate) : IDisposable where TKey : IEquatable<TKey> where T : class, IDisposable
{
    private Entry? _newest;

    /// <summary>The value of a key, made where there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="owner">Passed to <paramref name="make"/>, so that it captures nothing.</param>
    /// <param name="make">Makes the value.</param>
    public T Get<TOwner>(TKey key, TOwner owner, Func<TOwner, TKey, T> make) => Find(key) ?? Make(key, owner, make);

    /// <summary>Disposes of the values and forgets them; must not meet other calls.</summary>
    public void Dispose()
    {
        for (var entry = _newest; entry is not null; entry = entry.Older) entry.Value.Dispose();
        _newest = null;
    }

    private T? Find(TKey key)
    {
        for (var entry = Volatile.Read(ref _newest); entry is not null; entry = entry.Older)
            if (entry.Key.Equals(key)) return entry.Value;
        return null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T Make<TOwner>(TKey key, TOwner owner, Func<TOwner, TKey, T> make)
    {
        lock (gate)
        {
            if (Find(key) is { } known) return known;
            var made = make(owner, key);
            Volatile.Write(ref _newest, new Entry(key, made, _newest));
            return made;
        }
    }

    private sealed class Entry(TKey key, T value, Entry? older)
    {
        public TKey Key { get; } = key;

        public T Value { get; } = value;

        public Entry? Older { get; } = older;
    }
}
