using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Portico.PluginHost;

/// <summary>What this process tells its parent unasked: one JSON line each on standard output.</summary>
internal sealed class ParentMessages(TextWriter output)
{
    private readonly Lock gate = new();

    public void Ready() => Write(new JsonObject { ["ready"] = true });

    public IPluginLog LogFor(string pluginId, string tenantId, string installationId) => new Log(this, pluginId, tenantId, installationId);

    private void Write(JsonObject line)
    {
        lock (gate)
        {
            output.WriteLine(line.ToJsonString());
            output.Flush();
        }
    }

    private sealed class Log(ParentMessages parent, string pluginId, string tenantId, string installationId) : IPluginLog
    {
        public void Write(PluginLogLevel level, ErrorCode eventCode, params IReadOnlyList<PluginLogField> fields)
        {
            var named = new JsonObject();
            foreach (var field in fields)
            {
                named[field.Name.Value] = field.Value switch
                {
                    TimeSpan duration => JsonValue.Create(duration.TotalMilliseconds),
                    ErrorCode code => JsonValue.Create(code.Value),
                    var other => JsonSerializer.SerializeToNode(other),
                };
            }

            parent.Write(new JsonObject
            {
                ["log"] = level.ToString().ToLowerInvariant(),
                ["plugin"] = pluginId,
                ["tenant"] = tenantId,
                ["installation"] = installationId,
                ["event"] = eventCode.Value,
                ["fields"] = named,
            });
        }
    }
}
