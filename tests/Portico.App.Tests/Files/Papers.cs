using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Files;

/// <summary>A journey that asks for files and a signature: <c>papers</c>, then a second page.</summary>
internal static class Papers
{
    public const string Journey = "papers";

    public static async Task PublishAsync(TestPortico platform, string tenant = "aurora")
    {
        FormField Field(string name, string type) => new() { Name = name, Type = type, Label = LocalText.Of(name), Purpose = LocalText.Of("So that we know."), Required = false };
        await SaveAsync(new()
        {
            Key = Journey, Title = LocalText.Of("Your papers"), Intro = LocalText.Of("I agree to the terms of supply."),
            Fields = [Field("meter", "file"), Field("proof", "file") with { Accept = FileTypes.Documents, Max = "1" }, Field("photo", "file") with { Accept = FileTypes.Photos }, Field("note", "text"), Field("sign", "signature")],
        });
        await SaveAsync(new() { Key = "papers-next", Title = LocalText.Of("And then"), Fields = [Field("word", "text")] });
        var drawing = Drawn.Sequence(Journey, Drawn.Activity("papers", "Portico.ShowForm", ("form", Journey)), Drawn.Activity("next", "Portico.ShowForm", ("form", "papers-next")), Drawn.Activity("end", "Portico.EndJourney", ("outcome", "Done")));
        Went(await platform.AsStaffAsync(tenant, Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default)));
        Went(await platform.PublishAsync(tenant, Journey));

        async Task SaveAsync(FormDefinition form) => Went(await platform.AsStaffAsync(tenant, Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), default)));
    }

    public static Task<ApiCustomer> StartAsync(TestPortico platform, string tenant = "aurora", string locale = "en") => ApiCustomer.StartAsync(platform.Customer(tenant), Journey, locale);

    public static string Address(this ApiCustomer customer) => $"/api/v1/cases/{customer.Number}/files";

    public static Task<HttpResponseMessage> BeginAsync(this HttpClient http, ApiCustomer customer, string field, string? name, long size) => http.PostAsJsonAsync(customer.Address(), new { field, name, size });

    public static async Task<HttpResponseMessage> SendAsync(this HttpClient http, string file, long offset, byte[] piece)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, file) { Content = new ByteArrayContent(piece) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        return await http.SendAsync(request);
    }

    /// <summary>In pieces, as far as it goes.</summary>
    public static async Task<HttpResponseMessage> UploadAsync(this HttpClient http, ApiCustomer customer, string field, string? name, byte[] content, int pieces = 512 << 10)
    {
        var begun = await http.BeginAsync(customer, field, name, content.Length);
        if (!begun.IsSuccessStatusCode) return begun;
        var file = $"{customer.Address()}/{(string?)(await JsonAsync(begun))["id"]}";
        for (var at = 0; ; at += pieces)
        {
            var reply = await http.SendAsync(file, at, content[at..Math.Min(content.Length, at + pieces)]);
            if (!reply.IsSuccessStatusCode || at + pieces >= content.Length) return reply;
            reply.Dispose();
        }
    }

    public static async Task<string> AcceptedAsync(this HttpClient http, ApiCustomer customer, string field, string name, byte[] content)
    {
        using var reply = await http.UploadAsync(customer, field, name, content);
        return (string?)(await JsonAsync(reply.EnsureSuccessStatusCode()))["id"] ?? throw new InvalidOperationException("No id.");
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage reply) => JsonNode.Parse(await reply.Content.ReadAsStringAsync())!.AsObject();

    private static void Went<T>(Result<T> result)
    {
        if (!result.Ok) throw new InvalidOperationException($"{result.Error.Text} {string.Join(' ', (result.Error.Fields ?? new Dictionary<string, string[]>()).Select(f => $"{f.Key}: {string.Join(' ', f.Value)}"))}");
    }
}
