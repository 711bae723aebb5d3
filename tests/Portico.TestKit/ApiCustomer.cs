using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portico.App.Cases;

namespace Portico.TestKit;

/// <summary>Somebody who walks a journey over the API. Answers each field with its example unless told otherwise, and visits a provider's page when sent there.</summary>
public sealed class ApiCustomer
{
    private readonly Dictionary<string, JsonNode?> answers = [];
    private readonly Queue<string> choices = [];
    private readonly HttpClient http;

    private ApiCustomer(HttpClient http, CaseView opened)
    {
        this.http = http;
        Case = opened;
        Token = opened.Token ?? throw new InvalidOperationException("A started case shows its token.");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    /// <summary>As last seen.</summary>
    public CaseView Case { get; private set; }

    public string Number => Case.Number;

    public string Token { get; }

    /// <summary>How long this customer waits for a provider.</summary>
    public TimeSpan Patience { get; set; } = Eventually.Limit;

    /// <summary>The id of the open step, or null.</summary>
    public string? Step => Case.Step?.Id;

    /// <param name="http">With the tenant's public key; from now on the customer's own.</param>
    public static async Task<ApiCustomer> StartAsync(HttpClient http, string journey, string locale)
    {
        using var reply = await http.PostAsJsonAsync($"/api/v1/journeys/{journey}/cases", new { locale });
        if (reply.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"The case was not started: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return new ApiCustomer(http, (await reply.Content.ReadFromJsonAsync<CaseView>())!);
    }

    /// <summary>The same customer, after the host was started again somewhere else.</summary>
    public ApiCustomer At(HttpClient another) => new(another, Case with { Token = Token });

    /// <param name="field">The field's name, or <c>step.field</c> for one step only.</param>
    public ApiCustomer Answering(string field, JsonNode? value)
    {
        answers[field] = value;
        return this;
    }

    /// <summary>What to press on the next provider page; later calls are for later visits. Without any: what comes first on the page.</summary>
    public ApiCustomer ChoosingAtTheProvider(string outcome)
    {
        choices.Enqueue(outcome);
        return this;
    }

    /// <summary>The answers this customer would give to the open step.</summary>
    public JsonObject Answers()
    {
        var step = Case.Step ?? throw new InvalidOperationException($"No step is open: {Describe()}.");
        var given = new JsonObject();
        foreach (var field in step.Fields)
        {
            if (answers.TryGetValue($"{step.Id}.{field.Name}", out var here) || answers.TryGetValue(field.Name, out here)) given[field.Name] = here?.DeepClone();
            else if (field.Example is not null) given[field.Name] = field.Example.DeepClone();
        }

        return given;
    }

    /// <summary>Hands in the open step as it is seen by this customer and returns the bare reply.</summary>
    public Task<HttpResponseMessage> PostAsync(string? step = null, JsonObject? with = null, int? revision = null, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{Number}/steps/{step ?? Step}")
        {
            Content = JsonContent.Create(new { revision = revision ?? Case.Revision, answers = with ?? Answers() }),
        };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return http.SendAsync(request);
    }

    /// <summary>Answers the open step; it must be accepted.</summary>
    public async Task SubmitAsync(string? idempotencyKey = null)
    {
        using var reply = await PostAsync(idempotencyKey: idempotencyKey);
        if (reply.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"Step {Step} was not accepted: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        Case = (await reply.Content.ReadFromJsonAsync<CaseView>())!;
    }

    public async Task<CaseView> ReadAsync()
    {
        using var reply = await http.GetAsync($"/api/v1/cases/{Number}");
        reply.EnsureSuccessStatusCode();
        return Case = (await reply.Content.ReadFromJsonAsync<CaseView>())!;
    }

    /// <summary>Reads until the customer can act, or nobody but a person can.</summary>
    public Task<CaseView> SettleAsync() => Eventually.SeeAsync(ReadAsync, IsSettled, $"case {Number} rests", Patience);

    /// <summary>Goes on until this step is open.</summary>
    public async Task GoToAsync(string step)
    {
        while ((await SettleAsync()).Step?.Id != step)
        {
            if (!await ActAsync()) throw new InvalidOperationException($"Step {step} was not reached: {Describe()}.");
        }
    }

    /// <summary>Goes on as far as a customer can: to the end, an agent or an incident.</summary>
    public async Task<CaseView> FinishAsync()
    {
        await SettleAsync();
        while (await ActAsync()) await SettleAsync();
        return Case;
    }

    /// <summary>Presses <paramref name="outcome"/> on the page that the case sends the customer to.</summary>
    public async Task VisitProviderAsync(string? outcome = null)
    {
        var page = Case.Action?.Url ?? throw new InvalidOperationException($"The case sends nobody anywhere: {Describe()}.");
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        var buttons = HtmlForm.ButtonValues(await browser.GetStringAsync(page), "outcome");
        using var reply = await browser.FillInAsync(page, page, ("outcome", outcome ?? buttons[0]));
        if (reply.StatusCode != HttpStatusCode.SeeOther) throw new InvalidOperationException($"The provider's page answered {(int)reply.StatusCode}.");
        await Eventually.SeeAsync(ReadAsync, seen => seen.Action?.Url != page, $"case {Number} knows what happened at the provider");
    }

    private async Task<bool> ActAsync()
    {
        if (Case.Step is not null) await SubmitAsync();
        else if (Case.Action is not null) await VisitProviderAsync(choices.TryDequeue(out var choice) ? choice : null);
        else return false;
        return true;
    }

    private static bool IsSettled(CaseView seen) =>
        seen.Step is not null || seen.Action is not null || seen.Status is "completed" or "cancelled" or "incident" || seen.WaitingFor is "agent" or "document" or "appointment" or "withdrawal";

    private string Describe() => $"status {Case.Status}, step {Step ?? "none"}, waiting for {Case.WaitingFor ?? "nothing"}, outcome {Case.Outcome ?? "none"}";
}
