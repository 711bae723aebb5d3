using System.Net;
using System.Net.Http.Json;
using Portico.App.Cases;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>R2: whoever hands in the same step at the same time, one is accepted.</summary>
internal static class SubmitProof
{
    public sealed record Figures(int Rounds, int Requests, int Accepted, int Replayed, int Refused)
    {
        public override string ToString() => $"{Rounds} rounds, {Requests} requests: {Accepted} accepted, {Replayed} got the same answer again, {Refused} were told that the step is not open";
    }

    /// <param name="second">Another host on the same database, or null.</param>
    public static async Task<Figures> RunAsync(ProofPortico first, TestPortico? second, int rounds, int clients)
    {
        int accepted = 0, replayed = 0, refused = 0, requests = 0;
        ApiCustomer? customer = null;
        var steps = new List<string>();
        for (var round = 0; round < rounds; round++)
        {
            if (customer?.Step is null)
            {
                if (customer is not null) await JudgeAsync(first, customer, steps);
                customer = (await ApiCustomer.StartAsync(first.Customer("aurora"), "move-in", "en")).Answering("preferredChannel", "sms");
                steps = [];
            }

            // With a second host by turns one client at one, at the other, at the first again, and all at both: what each remembers of the case gets old.
            var alone = second is not null && round % 4 < 3;
            var (step, answers, revision) = (customer.Step!, customer.Answers(), customer.Case.Revision);
            using HttpClient one = first.Bearer(customer.Token), other = second?.Bearer(customer.Token) ?? first.Bearer(customer.Token);
            var shared = $"shared-{round}";
            var replies = await Task.WhenAll(Enumerable.Range(0, alone ? 1 : clients).Select(async i =>
            {
                // A key costs a look for its answer first: where only some have one, those come too late. So in every other round all have one.
                var key = i % 4 == 0 ? shared : round % 2 == 0 ? $"own-{round}-{i}" : null;
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/cases/{customer.Number}/steps/{step}") { Content = JsonContent.Create(new { revision, answers }) };
                if (key is not null) request.Headers.Add("Idempotency-Key", key);
                using var reply = await ((alone ? round % 4 == 1 : i % 2 == 1) ? other : one).SendAsync(request);
                return (Key: key, reply.StatusCode, Text: await reply.Content.ReadAsStringAsync());
            }));

            Assert.All(replies, reply => Assert.True(reply.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{(int)reply.StatusCode} {reply.Text}"));
            var (sharing, others) = (replies.Where(r => r.Key == shared).ToList(), replies.Where(r => r.Key != shared).ToList());
            var winners = others.Count(r => r.StatusCode == HttpStatusCode.OK) + (sharing.Exists(r => r.StatusCode == HttpStatusCode.OK) ? 1 : 0);
            Assert.True(winners == 1, $"Round {round}: {winners} were accepted.");
            if (sharing.Exists(r => r.StatusCode == HttpStatusCode.OK)) Assert.True(sharing.TrueForAll(r => r.StatusCode == HttpStatusCode.OK && r.Text == sharing[0].Text), "The same key got different answers.");
            accepted++;
            requests += replies.Length;
            replayed += Math.Max(0, sharing.Count(r => r.StatusCode == HttpStatusCode.OK) - 1);
            refused += replies.Count(r => r.StatusCode == HttpStatusCode.Conflict);
            steps.Add(step);
            await customer.SettleAsync();
        }

        await JudgeAsync(first, customer!, steps);
        await first.DrainAsync();
        Assert.Equal(first.Effects.Count, first.Effects.Select(e => (e.Provider, e.Key)).Distinct().Count());
        return new Figures(rounds, requests, accepted, replayed, refused);
    }

    private static async Task JudgeAsync(ProofPortico platform, ApiCustomer customer, List<string> steps) =>
        Assert.Equal(steps, (await platform.JournalAsync("aurora", customer.Number)).Where(e => e.Kind == JournalKinds.StepCompleted).Select(e => e.Activity));
}
