using System.Text.Json.Nodes;
using Portico.App.Forms;

namespace Portico.App.Simulation;

/// <summary>Who acts in a virtual run: the script of a test, or one of the many customers of a simulation.</summary>
internal abstract class Cast
{
    /// <param name="visit">Which time the case comes to this stop: 1, 2, …</param>
    /// <returns>What happens there, and how long after the case came.</returns>
    public abstract (string Outcome, TimeSpan After) Next(Stop stop, int visit);

    /// <summary>What the customer writes into a form.</summary>
    public abstract JsonObject Answer(Stop stop, FormDefinition form, DateOnly today);
}
