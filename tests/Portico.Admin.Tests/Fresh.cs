namespace Portico.Admin.Tests;

/// <summary>Ids that are new and yet the same in each run.</summary>
internal static class Fresh
{
    private static int last;

    public static Guid Id() => new(Interlocked.Increment(ref last), 0, 0, new byte[8]);
}
