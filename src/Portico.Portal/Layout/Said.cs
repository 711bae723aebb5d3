using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Portico.App.Shared;

namespace Portico.Portal.Layout;

/// <summary>A text of the tenant. One that exists in another language only says in which, so that it is read aloud and written the way it should be.</summary>
public sealed class Said : ComponentBase
{
    [Parameter, EditorRequired] public required string? Text { get; set; }

    /// <summary>Its language; null: that of the page.</summary>
    [Parameter, EditorRequired] public required string? In { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (In is null)
        {
            builder.AddContent(0, Text);
            return;
        }

        builder.OpenElement(1, "span");
        builder.AddAttribute(2, "lang", In);
        builder.AddAttribute(3, "dir", LanguageTags.DirectionOf(In));
        builder.AddContent(4, Text);
        builder.CloseElement();
    }
}
