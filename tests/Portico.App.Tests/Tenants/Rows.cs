using System.Net.Http.Json;

namespace Portico.App.Tests.Tenants;

/// <summary>How one endpoint is called with the other tenant's ids, and what must come of it.</summary>
internal abstract record Row
{
    /// <summary>Anybody may call it, for this reason; it holds nothing of a tenant.</summary>
    public sealed record Public(string Why) : Row;

    /// <summary>Speaks API keys. <paramref name="Keys"/> are the kinds that may call it at all.</summary>
    public sealed record Api(string Keys, Func<Victim, HttpRequestMessage> Call) : Row
    {
        /// <summary>True: it names nothing of anybody, so a foreign key sees its own tenant's rows.</summary>
        public bool OwnRows { get; init; }

        /// <summary>What a key of another tenant gets where it names nothing of anybody.</summary>
        public int OwnStatus { get; init; } = 200;
    }

    /// <summary>For signed-in staff; <paramref name="Role"/> is the least that may call it.</summary>
    public sealed record Staff(string Role, Func<Victim, HttpRequestMessage> Call) : Row
    {
        /// <summary>True: it names nothing of anybody, or answers with what it found of its own; it must show and change nothing of the other.</summary>
        public bool OwnRows { get; init; }
    }

    /// <summary>A page of a tenant's portal that opens with the case's cookie only.</summary>
    public sealed record CasePage(Func<Victim, HttpRequestMessage> Call) : Row;

    /// <summary>A page or address of a tenant whose last part is a secret or a reference that only this tenant has.</summary>
    public sealed record TenantAddress(Func<Victim, string, HttpRequestMessage> Call) : Row;

    /// <summary>A page of the tenant's public site.</summary>
    public sealed record Site(string Why) : Row;

    public static HttpRequestMessage Get(string url) => new(HttpMethod.Get, url);

    public static HttpRequestMessage Delete(string url) => new(HttpMethod.Delete, url);

    public static HttpRequestMessage Put(string url, object body) => new(HttpMethod.Put, url) { Content = JsonContent.Create(body) };

    public static HttpRequestMessage Post(string url, object? body = null) => new(HttpMethod.Post, url) { Content = body is null ? null : JsonContent.Create(body) };
}

/// <summary>Every endpoint of the host has a row here; a new one without fails the test.</summary>
internal static class Rows
{
    private const string Designs = "elsa/api/workflow-definitions", Instances = "elsa/api/workflow-instances", Executions = "elsa/api/activity-executions";

    private const string Forged = "CfDJ8guessedguessedguessedguessedguessedguessed"; // one of the other tenant: AppointmentPageTests

    public static readonly IReadOnlyDictionary<string, Row> All = new Dictionary<string, Row>
    {
        // --- the customer and back-office API
        ["POST api/v1/journeys/{journey}/cases"] = new Row.Api("pk sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/cases", new { locale = "en" })),
        ["POST api/v1/journeys/{journey}/prefilled-links"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/prefilled-links", new { answers = new { givenName = "A" } })),
        ["GET api/v1/cases/{case}"] = new Row.Api("ct sk", v => Row.Get($"/api/v1/cases/{v.Case}")),
        ["POST api/v1/cases/{case}/steps/{step}"] = new Row.Api("ct", v => Row.Post($"/api/v1/cases/{v.Case}/steps/identity", new { answers = new { } })),
        ["POST api/v1/cases/{case}/withdrawal"] = new Row.Api("ct sk", v => Row.Post($"/api/v1/cases/{v.Case}/withdrawal")),
        ["POST api/v1/cases/{case}/files"] = new Row.Api("ct", v => Row.Post($"/api/v1/cases/{v.FileCase}/files", new { field = "meter", name = "a.png", size = 9 })),
        ["HEAD api/v1/cases/{case}/files/{file:guid}"] = new Row.Api("ct", v => new(HttpMethod.Head, $"/api/v1/cases/{v.FileCase}/files/{v.File}")),
        ["PATCH api/v1/cases/{case}/files/{file:guid}"] = new Row.Api("ct", v => Piece($"/api/v1/cases/{v.FileCase}/files/{v.File}")),
        ["GET api/v1/cases/{case}/files/{file:guid}"] = new Row.Api("ct sk", v => Row.Get($"/api/v1/cases/{v.FileCase}/files/{v.File}")),
        ["DELETE api/v1/cases/{case}/files/{file:guid}"] = new Row.Api("ct", v => Row.Delete($"/api/v1/cases/{v.FileCase}/files/{v.File}")),
        ["GET api/v1/cases/{case}/files/{file:guid}/content"] = new Row.Api("ct sk", v => Row.Get($"/api/v1/cases/{v.FileCase}/files/{v.File}/content")),
        ["GET api/v1/cases"] = new Row.Api("sk", _ => Row.Get("/api/v1/cases")) { OwnRows = true },
        ["GET api/v1/cases/{case}/journal"] = new Row.Api("sk", v => Row.Get($"/api/v1/cases/{v.Case}/journal")),
        ["POST api/v1/journeys/{journey}/test-runs"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/test-runs", new { })),
        ["GET api/v1/journeys/{journey}/findings"] = new Row.Api("sk", v => Row.Get($"/api/v1/journeys/{v.Journey}/findings")),
        ["POST api/v1/journeys/{journey}/promotions"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/promotions", new { version = 1 })),
        ["GET api/v1/journeys/{journey}/bundle"] = new Row.Api("sk", v => Row.Get($"/api/v1/journeys/{v.Journey}/bundle")),
        ["PUT api/v1/journeys/{journey}/bundle"] = new Row.Api("sk", _ => Row.Put("/api/v1/journeys/of-a-stranger/bundle", new
        {
            portico = 1, journey = new { definitionId = "of-a-stranger", name = "Mine", root = new { id = "root", type = "Elsa.Sequence", version = 1, activities = Array.Empty<object>() } },
        })) { OwnRows = true },
        ["POST api/v1/journeys/{journey}/comparisons"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/comparisons", new { from = "newest" })),
        ["POST api/v1/plugins"] = new Row.Api("sk", _ => new(HttpMethod.Post, "/api/v1/plugins") { Content = new ByteArrayContent([1, 2, 3]) }) { OwnRows = true, OwnStatus = 422 },
        ["GET api/v1/tasks"] = new Row.Api("sk", _ => Row.Get("/api/v1/tasks")) { OwnRows = true },
        ["POST api/v1/tasks/{task}/claim"] = new Row.Api("sk", v => Row.Post($"/api/v1/tasks/{v.Task}/claim")),
        ["POST api/v1/tasks/{task}/release"] = new Row.Api("sk", v => Row.Post($"/api/v1/tasks/{v.Task}/release")),
        ["POST api/v1/tasks/{task}/decide"] = new Row.Api("sk", v => Row.Post($"/api/v1/tasks/{v.Task}/decide", new { outcome = "Approved" })),
        ["GET api/v1/journeys/{journey}/migration"] = new Row.Api("sk", v => Row.Get($"/api/v1/journeys/{v.Journey}/migration")),
        ["PUT api/v1/journeys/{journey}/migration"] = new Row.Api("sk", v => Row.Put($"/api/v1/journeys/{v.Journey}/migration", new { from = 1, mapping = new { } })),
        ["POST api/v1/journeys/{journey}/migration/dry-run"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/migration/dry-run", new { from = 1 })),
        ["POST api/v1/journeys/{journey}/migration/start"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/migration/start", new { from = 1 })),
        ["POST api/v1/journeys/{journey}/migration/pause"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/migration/pause", new { from = 1 })),
        ["POST api/v1/journeys/{journey}/migration/undo"] = new Row.Api("sk", v => Row.Post($"/api/v1/journeys/{v.Journey}/migration/undo", new { from = 1 })),

        // --- providers
        ["POST callbacks/{tenant}/{installation}/{secret}"] = new Row.TenantAddress((v, tenant) => Row.Post($"/callbacks/{tenant}/{v.Installation}/guessed", new { id = "evt", @ref = v.Reference })),

        // --- requests for journeys
        ["DELETE GET HEAD OPTIONS PATCH POST PUT hooks/{tenant}/{**path}"] = new Row.TenantAddress((v, tenant) => Row.Post($"/hooks/{tenant}/anything?case={v.Case}&token=CfDJ8guessedguessedguessedguessedguessedguessed", new { })),

        // --- the portal
        ["GET t/{tenant}"] = new Row.Site("the tenant's welcome page"),
        ["GET t/{tenant}/start/{journey}"] = new Row.Site("what a journey asks for; published journeys only"),
        ["POST t/{tenant}/start/{journey}"] = new Row.Site("anybody may become a customer"),
        ["GET t/{tenant}/start/{journey}/prefilled/{secret}"] = new Row.Site("256 bits in the address; shows the start page; PrefilledLinkTests"),
        ["POST t/{tenant}/start/{journey}/prefilled/{secret}"] = new Row.Site("the address is the authority, for one start; PrefilledLinkTests"),
        ["GET t/{tenant}/test/start/{journey}/prefilled/{secret}"] = new Row.TenantAddress((v, _) => Row.Get($"/t/aurora/test/start/{v.Journey}/prefilled/guessed")),
        ["POST t/{tenant}/test/start/{journey}/prefilled/{secret}"] = new Row.TenantAddress((v, _) => Row.Post($"/t/aurora/test/start/{v.Journey}/prefilled/guessed")),
        ["GET t/{tenant}/test/start/{journey}"] = new Row.TenantAddress((v, _) => Row.Get($"/t/aurora/test/start/{v.Journey}")),
        ["POST t/{tenant}/test/start/{journey}"] = new Row.TenantAddress((v, _) => Row.Post($"/t/aurora/test/start/{v.Journey}")),
        ["GET t/{tenant}/widget.js"] = new Row.Site("the script for the tenant's own site"),
        ["POST t/{tenant}/take-over"] = new Row.Site("takes the sealed key that a frame's page holds; EmbedTests"),
        ["GET t/{tenant}/theme.css"] = new Row.Site("colours"),
        ["GET t/{tenant}/mark.svg"] = new Row.Site("the tenant's mark"),
        ["* t/{tenant}/{**path}"] = new Row.Site("says that there is nothing"),
        ["GET t/{tenant}/case/{number}"] = new Row.CasePage(v => Row.Get($"/t/aurora/case/{v.Case}")),
        ["GET t/{tenant}/case/{number}/steps/{step}"] = new Row.Site("redirects to the case, whether or not there is one"),
        ["POST t/{tenant}/case/{number}/steps/{step}"] = new Row.CasePage(v => Row.Post($"/t/aurora/case/{v.Case}/steps/identity")),
        ["POST t/{tenant}/case/{number}/back"] = new Row.CasePage(v => Row.Post($"/t/aurora/case/{v.Case}/back")),
        ["POST t/{tenant}/case/{number}/locale"] = new Row.CasePage(v => Row.Post($"/t/aurora/case/{v.Case}/locale")),
        ["GET t/{tenant}/case/{number}/state"] = new Row.CasePage(v => Row.Get($"/t/aurora/case/{v.Case}/state")),
        ["POST t/{tenant}/case/{number}/files"] = new Row.CasePage(v => Row.Post($"/t/aurora/case/{v.FileCase}/files", new { field = "meter", name = "a.png", size = 9 })),
        ["HEAD t/{tenant}/case/{number}/files/{file:guid}"] = new Row.CasePage(v => new(HttpMethod.Head, $"/t/aurora/case/{v.FileCase}/files/{v.File}")),
        ["PATCH t/{tenant}/case/{number}/files/{file:guid}"] = new Row.CasePage(v => Piece($"/t/aurora/case/{v.FileCase}/files/{v.File}")),
        ["DELETE t/{tenant}/case/{number}/files/{file:guid}"] = new Row.CasePage(v => Row.Delete($"/t/aurora/case/{v.FileCase}/files/{v.File}")),
        ["GET t/{tenant}/case/{number}/files/{file:guid}"] = new Row.CasePage(v => Row.Get($"/t/aurora/case/{v.FileCase}/files/{v.File}")),
        ["GET t/{tenant}/case/{number}/files/{file:guid}/preview"] = new Row.CasePage(v => Row.Get($"/t/aurora/case/{v.FileCase}/files/{v.File}/preview")),
        ["GET t/{tenant}/case/{number}/save"] = new Row.CasePage(v => Row.Get($"/t/aurora/case/{v.Case}/save")),
        ["POST t/{tenant}/case/{number}/save"] = new Row.CasePage(v => Row.Post($"/t/aurora/case/{v.Case}/save")),
        ["GET t/{tenant}/case/{number}/withdraw"] = new Row.CasePage(v => Row.Get($"/t/aurora/case/{v.Case}/withdraw")),
        ["POST t/{tenant}/case/{number}/withdraw"] = new Row.CasePage(v => Row.Post($"/t/aurora/case/{v.Case}/withdraw")),
        ["GET t/{tenant}/withdraw/{token}"] = new Row.TenantAddress((_, tenant) => Row.Get($"/t/{tenant}/withdraw/{Forged}")),
        ["POST t/{tenant}/withdraw/{token}"] = new Row.TenantAddress((_, tenant) => Row.Post($"/t/{tenant}/withdraw/{Forged}")),
        ["GET t/{tenant}/resume/{token}"] = new Row.Site("a button; the link opens nothing; ResumeLinkTests"),
        ["POST t/{tenant}/resume/{token}"] = new Row.Site("sends a code to where the link went; ResumeLinkTests"),
        ["GET t/{tenant}/resume/{token}/code"] = new Row.Site("a field for the code; ResumeLinkTests"),
        ["POST t/{tenant}/resume/{token}/code"] = new Row.Site("the code is the authority, five tries; ResumeLinkTests"),
        ["GET t/{tenant}/appointment/{token}"] = new Row.TenantAddress((_, tenant) => Row.Get($"/t/{tenant}/appointment/{Forged}")),
        ["POST t/{tenant}/appointment/{token}"] = new Row.TenantAddress((_, tenant) => Row.Post($"/t/{tenant}/appointment/{Forged}")),
        ["POST t/{tenant}/appointment/{token}/cancel"] = new Row.TenantAddress((_, tenant) => Row.Post($"/t/{tenant}/appointment/{Forged}/cancel")),
        ["GET t/{tenant}/appointment/{token}/appointment.ics"] = new Row.TenantAddress((_, tenant) => Row.Get($"/t/{tenant}/appointment/{Forged}/appointment.ics")),
        ["GET t/{tenant}/sandbox/{installation}/{reference}"] = new Row.TenantAddress((v, tenant) => Row.Get($"/t/{tenant}/sandbox/{v.Installation}/{(tenant == Victim.Tenant ? "sbx_guessed" : v.Reference)}")),
        ["POST t/{tenant}/sandbox/{installation}/{reference}"] = new Row.TenantAddress((v, tenant) => Row.Post($"/t/{tenant}/sandbox/{v.Installation}/{(tenant == Victim.Tenant ? "sbx_guessed" : v.Reference)}")),

        // --- the same in a frame on the tenant's own site
        ["GET t/{tenant}/embed"] = new Row.Site("the tenant's welcome page"),
        ["GET t/{tenant}/embed/start/{journey}"] = new Row.Site("what a journey asks for; published journeys only"),
        ["POST t/{tenant}/embed/start/{journey}"] = new Row.Site("anybody may become a customer"),
        ["GET t/{tenant}/embed/case/{number}"] = new Row.CasePage(v => Row.Get($"/t/aurora/embed/case/{v.Case}")),
        ["GET t/{tenant}/embed/case/{number}/steps/{step}"] = new Row.Site("redirects to the case, whether or not there is one"),
        ["POST t/{tenant}/embed/case/{number}/steps/{step}"] = new Row.CasePage(v => Row.Post($"/t/aurora/embed/case/{v.Case}/steps/identity")),
        ["POST t/{tenant}/embed/case/{number}/back"] = new Row.CasePage(v => Row.Post($"/t/aurora/embed/case/{v.Case}/back")),
        ["POST t/{tenant}/embed/case/{number}/locale"] = new Row.CasePage(v => Row.Post($"/t/aurora/embed/case/{v.Case}/locale")),
        ["GET t/{tenant}/embed/case/{number}/state"] = new Row.CasePage(v => Row.Get($"/t/aurora/embed/case/{v.Case}/state")),
        ["POST t/{tenant}/embed/case/{number}/files"] = new Row.CasePage(v => Row.Post($"/t/aurora/embed/case/{v.FileCase}/files", new { field = "meter", name = "a.png", size = 9 })),
        ["HEAD t/{tenant}/embed/case/{number}/files/{file:guid}"] = new Row.CasePage(v => new(HttpMethod.Head, $"/t/aurora/embed/case/{v.FileCase}/files/{v.File}")),
        ["PATCH t/{tenant}/embed/case/{number}/files/{file:guid}"] = new Row.CasePage(v => Piece($"/t/aurora/embed/case/{v.FileCase}/files/{v.File}")),
        ["DELETE t/{tenant}/embed/case/{number}/files/{file:guid}"] = new Row.CasePage(v => Row.Delete($"/t/aurora/embed/case/{v.FileCase}/files/{v.File}")),
        ["GET t/{tenant}/embed/case/{number}/files/{file:guid}"] = new Row.CasePage(v => Row.Get($"/t/aurora/embed/case/{v.FileCase}/files/{v.File}")),
        ["GET t/{tenant}/embed/case/{number}/files/{file:guid}/preview"] = new Row.CasePage(v => Row.Get($"/t/aurora/embed/case/{v.FileCase}/files/{v.File}/preview")),
        ["GET t/{tenant}/embed/case/{number}/save"] = new Row.CasePage(v => Row.Get($"/t/aurora/embed/case/{v.Case}/save")),
        ["POST t/{tenant}/embed/case/{number}/save"] = new Row.CasePage(v => Row.Post($"/t/aurora/embed/case/{v.Case}/save")),
        ["GET t/{tenant}/embed/case/{number}/withdraw"] = new Row.CasePage(v => Row.Get($"/t/aurora/embed/case/{v.Case}/withdraw")),
        ["POST t/{tenant}/embed/case/{number}/withdraw"] = new Row.CasePage(v => Row.Post($"/t/aurora/embed/case/{v.Case}/withdraw")),
        ["* t/{tenant}/embed/{**path}"] = new Row.Site("says that there is nothing"),

        // --- the admin's pages; what they show comes over the circuit, from handlers in the scope of the signed-in tenant
        ["GET POST admin"] = Page("/admin"),
        ["GET POST admin/cases"] = Page("/admin/cases"),
        ["GET POST admin/cases/{Number}"] = Page(v => $"/admin/cases/{v.Case}"),
        ["GET POST admin/cases/{Number}/diagram"] = Page(v => $"/admin/cases/{v.Case}/diagram"),
        ["GET admin/cases/{case}/files/{file:guid}"] = new Row.Staff("agent", v => Row.Get($"/admin/cases/{v.FileCase}/files/{v.File}")),
        ["GET admin/cases/{case}/files/{file:guid}/preview"] = new Row.Staff("agent", v => Row.Get($"/admin/cases/{v.FileCase}/files/{v.File}/preview")),
        ["GET POST admin/cases/table"] = Page("/admin/cases/table"),
        ["GET POST admin/tasks"] = Page("/admin/tasks"),
        ["GET POST admin/tasks/{Id}"] = Page(v => $"/admin/tasks/{v.Task}"),
        ["GET POST admin/appointments"] = Page("/admin/appointments"),
        ["GET POST admin/appointments/{Id:guid}"] = Page($"/admin/appointments/{Guid.Empty}"),
        ["GET POST admin/appointments/services"] = Page("/admin/appointments/services"),
        ["GET POST admin/appointments/services/{Key}"] = Page("/admin/appointments/services/installation"),
        ["GET POST admin/appointments/resources/{Key}"] = Page("/admin/appointments/resources/field-team"),
        ["GET POST admin/journeys"] = Page("/admin/journeys"),
        ["GET POST admin/journeys/gallery"] = Page("/admin/journeys/gallery", "admin"),
        ["GET POST admin/journeys/gallery/{Key}"] = Page("/admin/journeys/gallery/move-in-water", "admin"),
        ["GET POST admin/journeys/import"] = Page("/admin/journeys/import", "admin"),
        ["GET admin/journeys/{journey}/bundle"] = new Row.Staff("admin", v => Row.Get($"/admin/journeys/{v.Journey}/bundle")),
        ["GET POST admin/journeys/{Key}/design"] = Page(v => $"/admin/journeys/{v.Journey}/design"),
        ["GET POST admin/journeys/table"] = Page("/admin/journeys/table"),
        ["GET POST admin/journeys/{Key}/test-run"] = Page(v => $"/admin/journeys/{v.Journey}/test-run"),
        ["GET POST admin/journeys/{Key}/ways"] = Page(v => $"/admin/journeys/{v.Journey}/ways"),
        ["GET POST admin/journeys/{Key}/tests"] = Page(v => $"/admin/journeys/{v.Journey}/tests"),
        ["GET POST admin/journeys/{Key}/check"] = Page(v => $"/admin/journeys/{v.Journey}/check"),
        ["GET POST admin/journeys/{Key}/history"] = Page(v => $"/admin/journeys/{v.Journey}/history"),
        ["GET POST admin/journeys/{Key}/pilot"] = Page(v => $"/admin/journeys/{v.Journey}/pilot"),
        ["GET POST admin/journeys/{Key}/migration"] = Page(v => $"/admin/journeys/{v.Journey}/migration"),
        ["GET POST admin/journeys/{Key}/simulation"] = Page(v => $"/admin/journeys/{v.Journey}/simulation", "admin"),
        ["GET POST admin/forms"] = Page("/admin/forms", "admin"),
        ["GET POST admin/forms/{Key}"] = Page(v => $"/admin/forms/{v.Form}", "admin"),
        ["GET POST admin/providers"] = Page("/admin/providers", "admin"),
        ["GET POST admin/providers/hosts"] = Page("/admin/providers/hosts", "admin"),
        ["GET POST admin/providers/{Key}"] = Page(v => $"/admin/providers/{v.Installation}", "admin"),
        ["GET POST admin/providers/add/{PluginId}"] = Page("/admin/providers/add/kyc.sandbox", "admin"),
        ["GET POST admin/plugins"] = Page("/admin/plugins", "admin"),
        ["GET POST admin/plugins/{Id}"] = Page("/admin/plugins/kyc.sandbox", "admin"),
        ["GET POST admin/plugins/add"] = Page("/admin/plugins/add", "admin"),
        ["GET POST admin/plugins/keys"] = Page("/admin/plugins/keys", "admin"),
        ["GET POST admin/tenants/{Tenant}/plugins"] = Page("/admin/tenants/aurora/plugins", "operator"),
        ["GET POST admin/messages"] = Page("/admin/messages"),
        ["GET POST admin/messages/phone"] = Page("/admin/messages/phone"),
        ["GET POST admin/company"] = Page("/admin/company", "admin"),
        ["GET POST admin/events"] = Page("/admin/events", "admin"),
        ["GET POST admin/audit"] = Page("/admin/audit", "admin"),
        ["GET POST admin/staff"] = Page("/admin/staff", "admin"),
        ["GET POST admin/tenants"] = Page("/admin/tenants", "operator"),
        ["GET POST admin/help"] = Page("/admin/help"),
        ["GET POST admin/help/sdk"] = Page("/admin/help/sdk"),
        ["GET POST admin/help/sdk/{Page}"] = Page("/admin/help/sdk/threats"),
        ["GET POST admin/help/{Topic}"] = Page("/admin/help/journeys"),
        ["GET POST admin/denied"] = Page("/admin/denied"),
        ["GET POST admin/sign-in"] = new Row.Public("the sign-in page"),
        ["GET POST admin/set-up/{Token}"] = new Row.Public("the first operator's page; SetUpTests"),
        ["POST admin/sign-in"] = new Row.Public("signs in; SignInTests"),
        ["POST admin/sign-out"] = new Row.Public("ends the own session"),
        ["POST admin/set-up/{token}"] = new Row.Public("the 256 bits in the address are the authority; SetUpTests"),

        // --- the designer
        ["GET studio/edit/{id}"] = Page(v => $"/studio/edit/{v.Journey}"),
        ["GET studio/instance/{id}"] = Page(v => $"/studio/instance/{v.Case}"),
        ["GET studio/definitions"] = Page("/studio/definitions"),
        ["GET studio/instances"] = Page("/studio/instances"),
        ["GET studio/appsettings.json"] = new Row.Public("an empty object that the designer insists on"),
        ["GET HEAD studio/{**path}"] = new Row.Public("the designer's files, the same for everybody"),
        [$"GET {Designs}"] = Own(_ => Row.Get($"/{Designs}")),
        [$"GET {Designs}/by-definition-id/{{id}}"] = Foreign(v => Row.Get($"/{Designs}/by-definition-id/{v.Journey}")),
        [$"GET {Designs}/by-id/{{id}}"] = Foreign(v => Row.Get($"/{Designs}/by-id/{v.VersionId}")),
        [$"GET {Designs}/many-by-id"] = Own(v => Row.Get($"/{Designs}/many-by-id?ids={v.VersionId}")),
        [$"GET {Designs}/query/count"] = Own(_ => Row.Get($"/{Designs}/query/count")),
        [$"GET {Designs}/validation/is-name-unique"] = Own(_ => Row.Get($"/{Designs}/validation/is-name-unique?name=Anything")),
        [$"GET {Designs}/{{id}}/consumers"] = Own(v => Row.Get($"/{Designs}/{v.VersionId}/consumers")),
        [$"GET {Designs}/{{id}}/export"] = Foreign(v => Row.Get($"/{Designs}/{v.Journey}/export")),
        [$"GET {Designs}/subgraph/{{id}}"] = Foreign(v => Row.Get($"/{Designs}/subgraph/{v.VersionId}")),
        [$"GET {Designs}/subgraph/segments/{{id}}"] = Foreign(v => Row.Get($"/{Designs}/subgraph/segments/{v.VersionId}?childNodeId=Workflow1:flow1:start")),
        [$"POST {Designs}"] = Own(v => Row.Post($"/{Designs}", new { model = new { id = v.VersionId, name = "Mine", root = new { } }, publish = false }), "admin"),
        [$"POST {Designs}/import"] = Own(v => Row.Post($"/{Designs}/import", new { id = v.VersionId, name = "Mine", root = new { } }), "admin"),
        [$"POST {Designs}/import-files"] = Own(v => ImportFiles(v), "admin"),
        [$"POST {Designs}/{{id}}/publish"] = Foreign(v => Row.Post($"/{Designs}/{v.Journey}/publish"), "admin"),
        [$"POST {Designs}/{{id}}/retract"] = Foreign(v => Row.Post($"/{Designs}/{v.Journey}/retract"), "admin"),
        [$"POST {Designs}/{{id}}/revert/{{version:int}}"] = Foreign(v => Row.Post($"/{Designs}/{v.Journey}/revert/1"), "admin"),
        [$"DELETE {Designs}/{{id}}"] = Foreign(v => Row.Delete($"/{Designs}/{v.Journey}"), "admin"),
        ["DELETE elsa/api/workflow-definition-versions/{id}"] = Foreign(v => Row.Delete($"/elsa/api/workflow-definition-versions/{v.VersionId}"), "admin"),
        [$"POST {Designs}/{{id}}/update-references"] = Own(v => Row.Post($"/{Designs}/{v.VersionId}/update-references"), "admin"),
        [$"POST {Designs}/{{id}}/execute"] = Foreign(v => Row.Post($"/{Designs}/{v.Journey}/execute")),
        ["POST elsa/api/tests/activities"] = Foreign(v => Row.Post("/elsa/api/tests/activities", new { workflowDefinitionHandle = new { definitionVersionId = v.VersionId }, activityHandle = new { activityNodeId = "Workflow1:flow1:start" } })),
        ["POST elsa/api/bulk-actions/delete/workflow-definitions/by-definition-id"] = Own(v => Row.Post("/elsa/api/bulk-actions/delete/workflow-definitions/by-definition-id", new { definitionIds = new[] { v.Journey } }), "admin"),
        ["POST elsa/api/bulk-actions/delete/workflow-definitions/by-id"] = Own(v => Row.Post("/elsa/api/bulk-actions/delete/workflow-definitions/by-id", new { ids = new[] { v.VersionId } }), "admin"),
        ["POST elsa/api/bulk-actions/publish/workflow-definitions/by-definition-ids"] = Own(v => Row.Post("/elsa/api/bulk-actions/publish/workflow-definitions/by-definition-ids", new { definitionIds = new[] { v.Journey } }), "admin"),
        ["POST elsa/api/bulk-actions/retract/workflow-definitions/by-definition-ids"] = Own(v => Row.Post("/elsa/api/bulk-actions/retract/workflow-definitions/by-definition-ids", new { definitionIds = new[] { v.Journey } }), "admin"),
        ["POST elsa/api/bulk-actions/export/workflow-definitions"] = Own(v => Row.Post("/elsa/api/bulk-actions/export/workflow-definitions", new { ids = new[] { v.VersionId } }), "admin"),
        [$"POST {Instances}"] = Own(v => Row.Post($"/{Instances}", new { definitionId = v.Journey })),
        [$"GET {Instances}/{{id}}"] = Foreign(v => Row.Get($"/{Instances}/{v.Case}")),
        [$"GET {Instances}/{{id}}/execution-state"] = Foreign(v => Row.Get($"/{Instances}/{v.Case}/execution-state")),
        [$"GET {Instances}/{{id}}/variables"] = Foreign(v => Row.Get($"/{Instances}/{v.Case}/variables")),
        [$"GET POST {Instances}/{{id}}/journal"] = Foreign(v => Row.Get($"/{Instances}/{v.Case}/journal")),
        [$"DELETE {Instances}/{{id}}"] = Own(v => Row.Delete($"/{Instances}/{v.Case}")),
        ["POST elsa/api/cancel/workflow-instances/{id}"] = Own(v => Row.Post($"/elsa/api/cancel/workflow-instances/{v.Case}")),
        ["POST elsa/api/bulk-actions/{deed}/workflow-instances/{by?}"] = Own(_ => Row.Post("/elsa/api/bulk-actions/cancel/workflow-instances")),
        [$"POST {Executions}/report"] = Own(v => Row.Post($"/{Executions}/report", new { workflowInstanceId = v.Case, activityNodeIds = new[] { "Workflow1:flow1:about-you" } })),
        [$"GET {Executions}/list"] = Own(v => Row.Get($"/{Executions}/list?workflowInstanceId={v.Case}")),
        ["GET elsa/api/activity-execution-summaries/list"] = Own(v => Row.Get($"/elsa/api/activity-execution-summaries/list?workflowInstanceId={v.Case}")),
        [$"GET {Executions}/by-id"] = Foreign(v => Row.Get($"/{Executions}/by-id?id={Uri.EscapeDataString(v.ExecutionId)}")),
        [$"GET {Executions}/{{id}}/call-stack"] = Foreign(v => Row.Get($"/{Executions}/{Uri.EscapeDataString(v.ExecutionId)}/call-stack")),
        ["GET elsa/api/package/version"] = Own(_ => Row.Get("/elsa/api/package/version")),
        ["GET elsa/api/descriptors/activities"] = Own(_ => Row.Get("/elsa/api/descriptors/activities")),
        ["POST elsa/api/descriptors/activities/{type}/options/{property}"] = Own(_ => Row.Post("/elsa/api/descriptors/activities/Portico.VerifyIdentity/options/Provider")),
        ["GET elsa/api/descriptors/expression-descriptors"] = Own(_ => Row.Get("/elsa/api/descriptors/expression-descriptors")),
        ["GET elsa/api/descriptors/storage-drivers"] = Own(_ => Row.Get("/elsa/api/descriptors/storage-drivers")),
        ["GET elsa/api/descriptors/variables"] = Own(_ => Row.Get("/elsa/api/descriptors/variables")),
        ["POST elsa/api/scripting/javascript/type-definitions/{definitionId}"] = Own(v => Row.Post($"/elsa/api/scripting/javascript/type-definitions/{v.Journey}")),
        ["GET elsa/api/features/installed"] = Own(_ => Row.Get("/elsa/api/features/installed")),
        ["GET elsa/api/descriptors/workflow-activation-strategies"] = Own(_ => Row.Get("/elsa/api/descriptors/workflow-activation-strategies")),
        ["GET elsa/api/descriptors/incident-strategies"] = Own(_ => Row.Get("/elsa/api/descriptors/incident-strategies")),
        ["GET elsa/api/descriptors/log-persistence-strategies"] = Own(_ => Row.Get("/elsa/api/descriptors/log-persistence-strategies")),
        ["GET elsa/api/descriptors/commit-strategies/workflows"] = Own(_ => Row.Get("/elsa/api/descriptors/commit-strategies/workflows")),
        ["GET elsa/api/descriptors/commit-strategies/activities"] = Own(_ => Row.Get("/elsa/api/descriptors/commit-strategies/activities")),
        ["GET elsa/api/descriptors/output-converters"] = Own(_ => Row.Get("/elsa/api/descriptors/output-converters")),
        ["* elsa/api/{*path:nonfile}"] = Own(_ => Row.Get("/elsa/api/nothing")),

        // --- the platform
        ["GET HEAD {**path:file}"] = new Row.Public("answers for static files that are not there"),
        ["GET "] = new Row.Public("redirects to the admin"),
        ["* health/live"] = new Row.Public("for the machine that restarts us"),
        ["GET health/plugins"] = new Row.Public("for operators; counts states and names nothing"),
        ["* health/ready"] = new Row.Public("for the load balancer"),
        ["GET openapi/{documentName}.json"] = new Row.Public("the API's document"),
    };

    private static HttpRequestMessage Piece(string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = new ByteArrayContent([1, 2, 3]) };
        request.Headers.Add("Upload-Offset", "0");
        return request;
    }

    private static Row.Staff Page(string url, string role = "agent") => Page(_ => url, role);

    private static Row.Staff Page(Func<Victim, string> url, string role = "agent") => new(role, v => Row.Get(url(v))) { OwnRows = true };

    private static Row.Staff Foreign(Func<Victim, HttpRequestMessage> call, string role = "agent") => new(role, call);

    private static Row.Staff Own(Func<Victim, HttpRequestMessage> call, string role = "agent") => new(role, call) { OwnRows = true };

    private static HttpRequestMessage ImportFiles(Victim victim) => new(HttpMethod.Post, $"/{Designs}/import-files")
    {
        Content = new MultipartFormDataContent { { JsonContent.Create(new { id = victim.VersionId, name = "Mine", root = new { } }), "files", "mine.json" } },
    };
}
