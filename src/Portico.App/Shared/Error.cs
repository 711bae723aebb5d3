using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Portico.App.Shared;

/// <summary>An expected "no". <paramref name="Code"/> is public and permanent; <paramref name="Text"/> may be reworded.</summary>
/// <param name="Fields">What was wrong, by field; null unless the input had fields.</param>
public sealed record Error(int Status, string Code, string Text, IReadOnlyDictionary<string, string[]>? Fields = null)
{
    public ProblemHttpResult ToHttp()
    {
        var extensions = new Dictionary<string, object?> { ["code"] = Code };
        if (Fields is not null) extensions["errors"] = Fields;
        return TypedResults.Problem(type: $"urn:portico:error:{Code}", title: Text, statusCode: Status, extensions: extensions);
    }
}
