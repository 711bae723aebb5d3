using Microsoft.AspNetCore.Components;
using Portico.Portal.Layout;

namespace Portico.Portal.Fields;

/// <summary>What draws a question, or a piece of one.</summary>
public abstract class FieldPart : PortalPage
{
    [Parameter, EditorRequired] public required Question Question { get; set; }
}
