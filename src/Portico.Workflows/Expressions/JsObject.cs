namespace Portico.Workflows.Expressions;

/// <summary>Named values in the order of the language. Small ones are searched from end to end, larger ones have an index.</summary>
internal sealed class JsObject
{
    private const int Small = 8;

    private string[] keys = [];
    private object?[] values = [];
    private Dictionary<string, int>? places;
    private bool hasWholeNumbers;

    public int Count { get; private set; }

    public object? Get(string key) => Find(key) is var at && at >= 0 ? values[at] : Undefined.Value;

    public bool Has(string key) => Find(key) >= 0;

    public void Set(string key, object? value)
    {
        var at = Find(key);
        if (at >= 0)
        {
            values[at] = value;
            return;
        }
        if (Count == keys.Length)
        {
            var room = Math.Max(4, Count * 2);
            Array.Resize(ref keys, room);
            Array.Resize(ref values, room);
        }
        keys[Count] = key;
        values[Count] = value;
        hasWholeNumbers |= IsWholeNumber(key);
        if (places is null && Count == Small)
        {
            places = new(StringComparer.Ordinal);
            for (var i = 0; i < Count; i++) places[keys[i]] = i;
        }
        places?.Add(key, Count);
        Count++;
    }

    /// <summary>Whole numbers come first and ascending, the rest as they were added.</summary>
    public IEnumerable<string> Keys
    {
        get
        {
            var added = keys.Take(Count);
            return hasWholeNumbers ? added.Where(IsWholeNumber).OrderBy(key => uint.Parse(key, CultureInfo.InvariantCulture)).Concat(added.Where(key => !IsWholeNumber(key))) : added;
        }
    }

    private int Find(string key)
    {
        if (places is not null) return places.TryGetValue(key, out var place) ? place : -1;
        for (var i = 0; i < Count; i++)
            if (string.Equals(keys[i], key, StringComparison.Ordinal)) return i;
        return -1;
    }

    private static bool IsWholeNumber(string key) =>
        key.Length is > 0 and < 11 && char.IsAsciiDigit(key[0]) && (key == "0" || key[0] != '0') && uint.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != uint.MaxValue;
}
