using Microsoft.OpenApi;

namespace Portico.Host;

/// <summary>The OpenAPI document of the customer and back-office API.</summary>
internal static class DescribedApi
{
    public static void AddDescribedApi(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Portico", Version = "v1",
                Description = "Start a journey with a public key (pk_…), walk it with the case token (ct_…) that the answer holds, and look into it with a secret key (sk_…). Every refusal is a problem with a permanent `code`.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "pk_…, sk_… or ct_…" },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            document.Servers = [];
            return Task.CompletedTask;
        });
    });
}
