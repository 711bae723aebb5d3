using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.App.Tests.Journeys;
using Portico.App.Tests.Shared;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Gallery;

/// <summary><c>portico journey diff</c>, <c>promote</c>, <c>export</c> and <c>import</c> in somebody's build, against a Portico that runs.</summary>
public sealed class JourneyCommandTests(TestPortico platform) : IClassFixture<TestPortico>, IDisposable
{
    private static int count;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-cli-");
    private readonly string key = $"command-{Interlocked.Increment(ref count)}";

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_exported_comes_in_elsewhere_and_goes_out_again_byte_for_byte()
    {
        await DrawAsync("Size?", "Hello.", "line");
        var file = File("exported.json");

        var exported = await PorticoAsync("export", key, "--file", file);
        var imported = await platform.RunAsync("sk_demo_clearwater", "journey", "import", file);
        var twice = await platform.RunAsync("sk_demo_clearwater", "journey", "import", file);
        var again = await platform.RunAsync("sk_demo_clearwater", "journey", "export", key);

        Assert.Equal((0, "", ""), exported);
        Assert.Equal(0, imported.ExitCode);
        Assert.StartsWith($"new  journey {key}\nnew  form {key}-form\n", imported.Output, StringComparison.Ordinal);
        Assert.Contains($"new  message {key}-words/sms/en\n", imported.Output, StringComparison.Ordinal);
        Assert.EndsWith("Imported. Look at it in the admin, then publish it.\n", imported.Output, StringComparison.Ordinal);
        Assert.Equal(0, twice.ExitCode);
        Assert.EndsWith("All of it was here already.\n", twice.Output, StringComparison.Ordinal);
        Assert.Equal((0, await System.IO.File.ReadAllTextAsync(file)), (again.ExitCode, again.Output));
        Assert.Null(await platform.InStoreAsync("clearwater", db => db.Journeys.Where(j => j.Key == key).Select(j => j.LiveVersion).SingleAsync()));
        Assert.Contains(await platform.InStoreAsync("clearwater", db => db.Audit.Where(a => a.Subject == "journey:" + key).Select(a => a.Actor).ToListAsync()), actor => actor.StartsWith("key:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_here_with_other_content_stays_until_it_is_said_that_it_may_go()
    {
        await DrawAsync("Size?", "Hello.", "line");
        var file = File("before.json");
        await PorticoAsync("export", key, "--file", file);
        var before = await System.IO.File.ReadAllTextAsync(file);
        await DrawAsync("How big?", "Dear customer.", "line", "more");
        var (_, after, _) = await PorticoAsync("export", key);

        var refused = await PorticoAsync("import", file);
        var tried = await PorticoAsync("import", file, "--replace", "journey,forms", "--dry-run");
        var (_, untouched, _) = await PorticoAsync("export", key);
        var partly = await PorticoAsync("import", file, "--replace", "journey,forms");
        var words = await platform.InStoreAsync("aurora", db => db.MessageTemplates.Where(t => t.Key == key + "-words").Select(t => t.Body).SingleAsync());
        var (_, replaced, _) = await PorticoAsync("export", key);
        var messages = await PorticoAsync("import", file, "--replace", "messages");
        var other = await PorticoAsync("import", file, "--as", key + "-twin");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("bundle.journey_exists: ", refused.Errors, StringComparison.Ordinal);
        Assert.Equal((0, after), (tried.ExitCode, untouched));
        Assert.StartsWith($"other  journey {key}\nother  form {key}-form\n", tried.Output, StringComparison.Ordinal);
        Assert.Contains($"kept  message {key}-words/sms/en\n", tried.Output, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.\n", tried.Output, StringComparison.Ordinal);
        Assert.Equal((0, "Dear customer."), (partly.ExitCode, words));
        Assert.Equal(before.Replace("Hello.", "Dear customer.", StringComparison.Ordinal), replaced);
        Assert.Equal((2, "bundle.bad_part"), (messages.ExitCode, messages.Errors.Split(':')[0]));
        Assert.StartsWith($"new  journey {key}-twin\n", other.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_difference_is_told_in_the_words_of_the_designer_for_drawing_forms_and_messages()
    {
        await DrawAsync("Size?", "Hello.", "line");
        await PublishAsync();
        var file = File("live.json");
        await PorticoAsync("export", key, "--file", file);

        var none = await PorticoAsync("diff", key);
        await DrawAsync("How big?", "Dear customer.", "line", "more");
        var changed = await PorticoAsync("diff", key);
        var back = await PorticoAsync("diff", key, "--from", "newest", "--to", "live");
        var beside = await PorticoAsync("diff", key, "--from", "newest", "--file", file);
        var drawing = File("drawing.json");
        await System.IO.File.WriteAllTextAsync(drawing, Drawing("line", "other").ToJsonString());
        var definition = await PorticoAsync("diff", key, "--file", drawing);

        Assert.Equal((0, "0 changes from version 1 to version 1\n", ""), none);
        // What a message says is not of a version: both sides say what it says now.
        Assert.Equal((1, $"+ WriteLine\n~ The form “{key}-form”, field “size”: label, en: “Size?” → “How big?”\n2 changes from version 1 to version 2\n"), (changed.ExitCode, changed.Output));
        Assert.Equal($"- WriteLine\n~ The form “{key}-form”, field “size”: label, en: “How big?” → “Size?”\n2 changes from version 2 to version 1\n", back.Output);
        Assert.Equal($"- WriteLine\n~ The form “{key}-form”, field “size”: label, en: “How big?” → “Size?”\n~ The message “{key}-words”, sms en: text: “Dear customer.” → “Hello.”\n3 changes from version 2 to the file\n", beside.Output);
        Assert.Equal((1, "+ WriteLine\n1 change from version 1 to the file\n"), (definition.ExitCode, definition.Output));
    }

    [Fact]
    public async Task What_is_in_test_goes_live_with_words_for_its_warnings()
    {
        await SaveAsync(Drawn.Sequence(key, Drawn.Activity("wait", "Elsa.Event", ("eventName", "Paid"))));
        var tested = await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(key, new([], Environment: TenantEnvironment.Test), default));
        var finding = (await platform.AsStaffAsync("aurora", Roles.Admin, (CheckJourney.Handler check) => check.HandleAsync(key, default))).Value.Findings.Single();
        var words = File("words.json");
        await System.IO.File.WriteAllTextAsync(words, JsonSerializer.Serialize(new[] { new { finding = finding.Id, node = finding.Node, subject = finding.Subject, words = "They pay within the year." } }));

        var silent = await PorticoAsync("promote", key);
        var said = await PorticoAsync("promote", key, "--justify", words);
        var unknown = await PorticoAsync("promote", key, "--version", "7");

        Assert.Equal(1, silent.ExitCode);
        Assert.StartsWith("journey.", silent.Errors, StringComparison.Ordinal);
        Assert.Contains(finding.Message, silent.Errors, StringComparison.Ordinal);
        Assert.Equal((0, $"{key} version 1 is live, content {tested.Value.ContentHash}\n", ""), said);
        Assert.Equal((2, "journey.version_not_found"), (unknown.ExitCode, unknown.Errors.Split(':')[0]));
    }

    [Theory]
    [InlineData("Name the journey to compare", "diff")]
    [InlineData("Name the journey to promote", "promote")]
    [InlineData("Name the journey to export", "export")]
    [InlineData("Name the file to import", "import")]
    [InlineData("cannot be read", "import", "no-such-file.json")]
    [InlineData("--version takes a number", "export", "move-in", "--version", "first")]
    [InlineData("--version takes a number", "promote", "move-in", "--version", "first")]
    [InlineData("The option --from is not known", "promote", "move-in", "--from", "live")]
    [InlineData("journey.not_found", "export", "no-such-journey")]
    [InlineData("journey.bad_version", "diff", "move-in", "--from", "yesterday")]
    [InlineData("journey.version_not_found", "diff", "move-in", "--from", "99")]
    public async Task What_cannot_be_done_ends_with_two_and_its_reason(string reason, params string[] arguments)
    {
        var (exitCode, output, errors) = await PorticoAsync(arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("diff", "move-in")]
    [InlineData("promote", "move-in")]
    [InlineData("export", "move-in")]
    public async Task Keys_of_the_test_environment_are_not_enough(string command, string journey)
    {
        var (exitCode, _, errors) = await platform.RunAsync("sk_test_demo_aurora", "journey", command, journey);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("api.", errors, StringComparison.Ordinal);
    }

    private string File(string name) => Path.Combine(folder.FullName, name);

    private Task<(int ExitCode, string Output, string Errors)> PorticoAsync(params string[] arguments) => platform.RunAsync("sk_demo_aurora", ["journey", .. arguments]);

    private async Task PublishAsync()
    {
        var published = await platform.PublishAsync("aurora", key);
        Assert.True(published.Ok, published.Error?.Text);
    }

    private JsonObject Drawing(params string[] lines) => Drawn.Sequence(key,
        [Drawn.Activity("ask", "Portico.ShowForm", ("form", key + "-form")), Drawn.Activity("tell", "Portico.SendMessage", ("template", key + "-words")), .. lines.Select(line => Drawn.Line(line, line))]);

    /// <summary>A journey with a form and a message.</summary>
    private async Task DrawAsync(string label, string words, params string[] lines)
    {
        var newest = await platform.InStoreAsync("aurora", db => db.Forms.AsNoTracking().Where(f => f.Key == key + "-form").OrderByDescending(f => f.Version).FirstOrDefaultAsync());
        var form = new FormDefinition { Key = key + "-form", Title = LocalText.Of("Form"), Fields = [new() { Name = "size", Type = FieldTypes.Text, Label = LocalText.Of(label), Example = JsonValue.Create("x"), Purpose = LocalText.Of("So that it fits.") }] };
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(newest?.Version ?? 0, newest?.Revision ?? 0, form), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        await platform.InStoreAsync("aurora", async db =>
        {
            if (await db.MessageTemplates.SingleOrDefaultAsync(t => t.Key == key + "-words") is { } known) known.Body = words;
            else db.MessageTemplates.Add(new MessageTemplate { Key = key + "-words", Channel = "sms", Locale = "en", Body = words, UpdatedAt = platform.Clock.GetUtcNow() });
            return await db.SaveChangesAsync();
        });
        await SaveAsync(Drawing(lines));
    }

    private async Task SaveAsync(JsonObject drawing)
    {
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }
}
