namespace Portico.App.Studio;

/// <summary>The journey designer. Section <c>Portico:Studio</c>.</summary>
public sealed class StudioOptions
{
    /// <summary>
    /// Folder of the unpacked package <c>@elsa-workflows/elsa-studio-wasm</c>, absolute or relative to the content root.
    /// Default <c>Studio/node_modules/@elsa-workflows/elsa-studio-wasm</c>. Missing: everything works but the designer, and the log says so at start.
    /// </summary>
    public string Folder { get; set; } = "Studio/node_modules/@elsa-workflows/elsa-studio-wasm";
}
