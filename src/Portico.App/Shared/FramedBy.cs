namespace Portico.App.Shared;

/// <summary>A feature of a request: who may show its answer in a frame. Without it nobody may.</summary>
/// <param name="Origins">As <c>frame-ancestors</c> lists them; none: nobody.</param>
public sealed record FramedBy(IReadOnlyList<string> Origins);
