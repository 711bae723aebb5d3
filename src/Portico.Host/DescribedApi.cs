using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Portico.Host;

/// <summary>The OpenAPI document of the customer and back-office API.</summary>
internal static class DescribedApi
{
    private const string Json = "application/json", Problem = "application/problem+json";

    public static void AddDescribedApi(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        // Use cases nest their Request and Response; the document needs names that tell them apart.
        options.CreateSchemaReferenceId = info => OpenApiOptions.CreateDefaultSchemaReferenceId(info) is { } id && info.Type.DeclaringType is { } useCase ? useCase.Name + id : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Introduce(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            Illustrate(operation);
            return Task.CompletedTask;
        });
    });

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Portico", Version = "v1",
            Description = "Start a journey with a public key (pk_…), walk it with the case token (ct_…) that the answer holds, and look into it with a secret key (sk_…). "
                + "Every refusal is a problem with a permanent `code`; refused answers name each field under `errors`. An `Idempotency-Key` makes a repeated POST safe.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "pk_…, sk_… or ct_…" },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
        document.Servers = [];
        if (document.Components.Schemas?.TryGetValue("ProblemDetails", out var schema) == true && schema is OpenApiSchema problem)
        {
            problem.Properties ??= new Dictionary<string, IOpenApiSchema>();
            problem.Properties["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Permanent, for programs: for example case.step_not_open." };
            problem.Properties["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object, Description = "By field, in the case's language.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }
    }

    private static void Illustrate(OpenApiOperation operation)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd("401", Refusal("No valid key or token was sent.", 401, "api.unauthenticated"));
        operation.Responses.TryAdd("403", Refusal("This kind of key may not do that.", 403, "api.forbidden"));
        if (Requests.TryGetValue(operation.OperationId ?? "", out var request) && operation.RequestBody?.Content?.TryGetValue(Json, out var asked) == true) asked.Example = JsonNode.Parse(request);
        foreach (var (status, response) in operation.Responses)
        {
            if (response is not OpenApiResponse { Content: { } content }) continue;
            if (content.TryGetValue(Json, out var answer) && Answers.TryGetValue(operation.OperationId ?? "", out var example)) answer.Example = JsonNode.Parse(example);
            if (content.TryGetValue(Problem, out var refusal) && Refusals.TryGetValue(status, out var told)) refusal.Example = Body(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), told);
        }
    }

    private static OpenApiResponse Refusal(string description, int status, string code) =>
        new() { Description = description, Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new() { Example = Body(status, code) } } };

    private static JsonObject Body(int status, string code)
    {
        var body = new JsonObject { ["type"] = $"urn:portico:error:{code}", ["title"] = "What was wrong, in words.", ["status"] = status, ["code"] = code };
        if (status == 422) body["errors"] = new JsonObject { ["email"] = new JsonArray("Enter your e-mail address, like name@example.com.") };
        return body;
    }

    private static readonly Dictionary<string, string> Refusals = new() { ["400"] = "cursor.invalid", ["404"] = "case.not_found", ["409"] = "case.changed_meanwhile", ["422"] = "answers.invalid" };

    private static readonly Dictionary<string, string> Requests = new()
    {
        ["StartCase"] = """{"locale":"en"}""",
        ["MakePrefilledLink"] = """{"answers":{"givenName":"Amina","familyName":"Clarke","moveInDate":"2026-12-01"},"locale":"en","uses":"one","validDays":30}""",
        ["SubmitStep"] = """{"revision":1,"answers":{"givenName":"Amina","familyName":"Clarke","email":"amina.clarke@example.com"}}""",
        ["RunTests"] = """{"tests":[{"name":"Pays by card","answers":[{"field":"paymentMethod","value":"card"}],"outcome":"Activated","passes":["pay-card"]}]}""",
        ["DecideTask"] = """{"outcome":"Approved","note":"The name was misspelt; the passport is fine."}""",
    };

    private const string OpenTask = """
        {"task":"C-7F3K9QXA-w12","case":"C-7F3K9QXA","journey":"move-in","kind":"decision","title":"Confirm who the customer is","skill":"identity","openedAt":"2026-11-22T10:00:00+00:00",
         "deadline":"2026-11-24T00:00:00+00:00","overdue":false,"priority":0,"state":"open","fourEyes":false,"claimedBy":null,"claimedAt":null,"proposedBy":null,"proposedOutcome":null}
        """;

    private const string Case = """
        {"case":"C-7F3K9QXA","journey":"move-in","version":3,"status":"open","revision":2,"locale":"en","progress":{"done":1,"of":8},"outcome":null,
         "step":{"id":"supply","title":"Where do you need electricity?","kind":"form","fields":[{"name":"meterPoint","type":"meter-point","label":"Electricity supply number (MPAN)","required":true,"visible":true,"example":"2000024512368"}]}}
        """;

    private const string Withdrawn = """
        {"case":"C-7F3K9QXA","journey":"switch","version":1,"status":"completed","revision":9,"locale":"en","step":null,"progress":{"done":5,"of":5},"outcome":"Withdrawn",
         "withdrawal":{"state":"withdrawn","until":"2026-12-12","at":"2026-12-01T10:30:00+00:00","sentTo":"a•••@example.com","url":"https://start.example/t/aurora/withdraw/CfDJ8…"},
         "track":[{"id":"summary","kind":"form","title":"Check your answers","state":"done","at":"2026-11-28T09:00:00+00:00","waitsFor":null,"until":null},
                  {"id":"cooling-off","kind":"withdrawal","title":"You withdrew from the contract","state":"done","at":"2026-12-01T10:30:00+00:00","waitsFor":null,"until":null}]}
        """;

    private static readonly Dictionary<string, string> Answers = new()
    {
        ["WithdrawContract"] = Withdrawn,
        ["StartCase"] = Case,
        ["MakePrefilledLink"] = """{"link":"https://portico.example/t/aurora/start/move-in/prefilled/8nVr0cQ4…","journey":"move-in","locale":"en","uses":"one","expiresAt":"2026-12-22T10:00:00+00:00"}""",
        ["ReadCase"] = Case,
        ["SubmitStep"] = Case,
        ["PageTasks"] = $$"""{"items":[{{OpenTask}}],"next":null}""",
        ["ClaimTask"] = OpenTask.Replace("\"open\"", "\"claimed\"", StringComparison.Ordinal).Replace("\"claimedBy\":null,\"claimedAt\":null", "\"claimedBy\":\"Ada\",\"claimedAt\":\"2026-11-22T10:05:00+00:00\"", StringComparison.Ordinal),
        ["ReleaseTask"] = OpenTask,
        ["DecideTask"] = """{"task":"C-7F3K9QXA-w12","state":"decided"}""",
        ["RunTests"] = """{"journey":"move-in","version":4,"passed":1,"failed":0,"tests":[{"name":"Pays by card","passed":true,"difference":null,"outcome":"Activated","seconds":0,"path":["About you","Pay by card"]}]}""",
        ["PageCases"] = """{"items":[{"case":"C-7F3K9QXA","journey":"move-in","version":3,"status":"open","step":"supply","outcome":null,"locale":"en","startedAt":"2026-11-22T10:00:00+00:00","updatedAt":"2026-11-22T10:01:00+00:00"}],"next":null}""",
        ["ReadJournal"] = """{"items":[{"seq":9,"at":"2026-11-22T10:01:00+00:00","kind":"step.completed","activity":"about-you","data":{"form":"about-you","fields":["givenName","familyName","email"]}}]}""",
    };
}
