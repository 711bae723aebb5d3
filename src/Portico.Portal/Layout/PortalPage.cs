using Microsoft.AspNetCore.Components;
using Portico.Portal.Texts;

namespace Portico.Portal.Layout;

/// <summary>What all pages and their parts have in common.</summary>
public abstract class PortalPage : ComponentBase
{
    [Parameter, EditorRequired] public required Visit Visit { get; set; }

    protected Wording Words => Visit.Words;
}
