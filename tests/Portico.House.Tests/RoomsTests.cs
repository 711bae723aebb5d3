namespace Portico.House.Tests;

/// <summary>The map of the rooms of Portico.App. What is not listed is forbidden; what is listed must be used, or the permit goes.</summary>
public sealed class RoomsTests
{
    private static readonly (string From, string To, string Why)[] Allowed =
    [
        ("Appointments", "Audit", "changed services and resources are recorded"),
        ("Appointments", "Calendars", "no times on closing days; the tenant's clock"),
        ("Appointments", "Data", "services, resources and appointments are tenant-owned rows"),
        ("Appointments", "Forms", "free times are the options of a field"),
        ("Appointments", "Shared", "errors, results, ids"),
        ("Appointments", "Tenants", "the time zone of a resource"),
        ("Appointments", "Users", "only admins change services and resources"),
        ("Audit", "Data", "entries are tenant-owned rows"),
        ("Audit", "Users", "the names of the staff who acted"),
        ("Calendars", "Audit", "a changed closing day is recorded"),
        ("Calendars", "Data", "closing days are tenant-owned rows"),
        ("Calendars", "Shared", "errors, results, ids"),
        ("Calendars", "Tenants", "the country of the tenant says which calendar"),
        ("Calendars", "Users", "only admins change closing days"),
        ("Cases", "Appointments", "a step books what it chose in its own commit"),
        ("Cases", "Audit", "what people do to a case is recorded with it"),
        ("Cases", "Calendars", "a push counts working days by the tenant's clock"),
        ("Cases", "Data", "cases and journals are tenant-owned rows"),
        ("Cases", "Events", "a push publishes events and waits for them"),
        ("Cases", "Forms", "a step shows the fields of a form"),
        ("Cases", "Journeys", "a case runs one pinned version of a journey"),
        ("Cases", "Messages", "a call to a channel carries a rendered message"),
        ("Cases", "Outbox", "a push leaves calls and timers that are due"),
        ("Cases", "Plugins", "a due call is made through a plugin"),
        ("Cases", "Providers", "a call goes to a tenant's installation"),
        ("Cases", "Shared", "errors, results, ids"),
        ("Cases", "Starters", "what starts a case by itself"),
        ("Cases", "Tenants", "languages and names of the tenant"),
        ("Cases", "Users", "a request from outside shows a key; only admins see its address"),
        ("Cases", "Ways", "a case begins with what a prefilled link holds"),
        ("Company", "Audit", "what a company says of itself is recorded when it changes"),
        ("Company", "Calendars", "the clock and the quiet hours hold at once"),
        ("Company", "Data", "the table of tenants"),
        ("Company", "Forms", "the languages in which there are words"),
        ("Company", "Shared", "errors and results"),
        ("Company", "Tenants", "it is the tenant that is changed"),
        ("Company", "Users", "only admins change it"),
        ("Demo", "Appointments", "seeds what can be booked"),
        ("Demo", "Data", "seeds through the same store"),
        ("Demo", "Forms", "seeds forms"),
        ("Demo", "Journeys", "seeds journeys"),
        ("Demo", "Messages", "seeds message templates"),
        ("Demo", "Plugins", "settings of the sandbox plugins"),
        ("Demo", "Providers", "seeds installations"),
        ("Demo", "Shared", "ids, and a scope for each tenant"),
        ("Demo", "Tenants", "seeds tenants"),
        ("Demo", "Users", "seeds staff and keys"),
        ("Events", "Data", "events and waits are tenant-owned rows"),
        ("Events", "Shared", "errors, results, ids"),
        ("Events", "Users", "only admins see what was published"),
        ("Files", "Audit", "who downloaded a file is recorded"),
        ("Files", "Cases", "a file belongs to a case and answers its open step"),
        ("Files", "Data", "files and their parts are tenant-owned rows"),
        ("Files", "Forms", "a field says what it takes"),
        ("Files", "Journeys", "the form of the open step"),
        ("Files", "Shared", "errors, results, ids"),
        ("Forms", "Audit", "a changed form is recorded"),
        ("Forms", "Data", "forms are tenant-owned rows"),
        ("Forms", "Shared", "texts in several languages"),
        ("Forms", "Tenants", "a form speaks the tenant's languages"),
        ("Forms", "Users", "only admins change forms"),
        ("Gallery", "Audit", "what was exported, taken and imported is recorded"),
        ("Gallery", "Data", "provenances are tenant-owned rows"),
        ("Gallery", "Demo", "the templates are the journeys that are shipped"),
        ("Gallery", "Forms", "a bundle carries the forms of its journey"),
        ("Gallery", "Journeys", "a bundle carries a journey, and becomes one"),
        ("Gallery", "Messages", "a bundle carries the messages of its journey"),
        ("Gallery", "Shared", "errors, results, ids"),
        ("Gallery", "Tenants", "a template speaks in the name of the tenant"),
        ("Gallery", "Users", "only admins import and export"),
        ("Journeys", "Appointments", "a check looks for the services that a form offers"),
        ("Journeys", "Audit", "a changed or published journey is recorded"),
        ("Journeys", "Cases", "how many cases are inside a version"),
        ("Journeys", "Data", "journeys and versions are tenant-owned rows"),
        ("Journeys", "Forms", "a published version pins the forms it shows"),
        ("Journeys", "Messages", "a check looks into the messages that a drawing sends"),
        ("Journeys", "Providers", "a check looks for the providers that a drawing asks, and what their plugins can do and need"),
        ("Journeys", "Shared", "errors, results, ids"),
        ("Journeys", "Starters", "a live version starts by its starters"),
        ("Journeys", "Tenants", "a check knows the tenant's languages; whether publishing takes two is its setting"),
        ("Journeys", "Users", "only admins change journeys"),
        ("Messages", "Cases", "a message is about a case"),
        ("Messages", "Data", "messages and templates are tenant-owned rows"),
        ("Messages", "Providers", "the sandbox phone shows what a sandbox channel was given"),
        ("Messages", "Shared", "which words do for a reader, which way they run, and how a name stands"),
        ("Messages", "Tenants", "a message carries the tenant's name and colours"),
        ("Migrations", "Audit", "who mapped, started and undid is recorded"),
        ("Migrations", "Cases", "a migration takes cases to another version"),
        ("Migrations", "Data", "migrations and moves are tenant-owned rows"),
        ("Migrations", "Forms", "a step that is open needs its form in the other version"),
        ("Migrations", "Journeys", "the two versions of a migration"),
        ("Migrations", "Outbox", "the next cases of a migration are due work"),
        ("Migrations", "Shared", "errors, results, ids"),
        ("Migrations", "Users", "only admins move cases"),
        ("Outbox", "Data", "due rows are tenant-owned"),
        ("Outbox", "Shared", "work is done in a scope of its tenant"),
        ("Outbox", "Tenants", "each tenant has its turn, by its weight"),
        ("Packages", "Audit", "who added, withdrew and revoked is recorded"),
        ("Packages", "Data", "packages and keys are tenant-owned rows; the platform's own scope is one"),
        ("Packages", "Plugins", "an unpacked package becomes a plugin that runs"),
        ("Packages", "Shared", "errors, results, ids"),
        ("Packages", "Tenants", "what the operator lets a tenant use"),
        ("Packages", "Users", "only admins and operators add packages"),
        ("Pilots", "Audit", "who started and ended a pilot is recorded"),
        ("Pilots", "Cases", "what came of the cases of each group"),
        ("Pilots", "Data", "pilots are tenant-owned rows"),
        ("Pilots", "Journeys", "a pilot publishes a drawing beside the live version"),
        ("Pilots", "Shared", "errors, results, ids"),
        ("Pilots", "Starters", "a scaled version starts by its starters"),
        ("Pilots", "Tenants", "a pilot may take one of the tenant's languages only"),
        ("Pilots", "Users", "only admins start and end pilots"),
        ("Plugins", "Shared", "reading no more than is wanted, and the check digit of cards"),
        ("Providers", "Audit", "a changed installation is recorded"),
        ("Providers", "Data", "installations are tenant-owned rows"),
        ("Providers", "Outbox", "a plugin that calls wait for is not removed"),
        ("Providers", "Packages", "a tenant installs a plugin from a package"),
        ("Providers", "Plugins", "an installation configures what a plugin offers"),
        ("Providers", "Shared", "errors and results"),
        ("Providers", "Tenants", "a call is paid in the tenant's currency"),
        ("Providers", "Users", "only admins configure providers"),
        ("Shared", "Data", "a use case runs in the scope of one tenant"),
        ("Simulation", "Audit", "saved tests are recorded"),
        ("Simulation", "Calendars", "a virtual clock counts working days as the tenant does"),
        ("Simulation", "Cases", "a virtual run that is looked at has the lines of a journal"),
        ("Simulation", "Data", "tests of journeys are tenant-owned rows"),
        ("Simulation", "Forms", "made-up answers pass the forms' own checks"),
        ("Simulation", "Journeys", "walks drafts and versions of journeys"),
        ("Simulation", "Providers", "what asking a provider costs"),
        ("Simulation", "Shared", "errors, results, ids"),
        ("Simulation", "Tenants", "the country and language of the tenant"),
        ("Simulation", "Users", "only admins save tests and simulate"),
        ("Starters", "Data", "starters are tenant-owned rows"),
        ("Starters", "Outbox", "a starter of time is due"),
        ("Starters", "Shared", "ids"),
        ("Starters", "Tenants", "the time zone of the tenant"),
        ("Studio", "Audit", "a deleted journey is recorded"),
        ("Studio", "Calendars", "the choices of a calendar input"),
        ("Studio", "Cases", "Elsa's workflow instances are our cases"),
        ("Studio", "Data", "reads what Elsa's contract shows"),
        ("Studio", "Forms", "the choices of a form input"),
        ("Studio", "Journeys", "Elsa's definitions are our journeys"),
        ("Studio", "Messages", "the choices of a template input"),
        ("Studio", "Providers", "the choices of a provider input"),
        ("Studio", "Simulation", "a test run in the designer is a virtual run"),
        ("Studio", "Starters", "a deleted journey starts no more"),
        ("Studio", "Users", "only an admin deletes a journey, also behind the endpoint"),
        ("Studio", "Shared", "errors and results"),
        ("Tasks", "Audit", "who claimed and decided is recorded"),
        ("Tasks", "Cases", "a task is a step of a case that waits for an agent"),
        ("Tasks", "Data", "tasks are tenant-owned rows"),
        ("Tasks", "Shared", "errors, results, ids"),
        ("Tasks", "Users", "who has a task, by name"),
        ("Tenants", "Data", "the table of tenants"),
        ("Tenants", "Shared", "errors and results"),
        ("Tenants", "Users", "only operators see all tenants"),
        ("Users", "Audit", "a sign-in is recorded"),
        ("Users", "Data", "staff and keys are tenant-owned rows"),
        ("Users", "Tenants", "a session says for which utility it is"),
        ("Users", "Shared", "errors, results, who acts"),
        ("Ways", "Audit", "links and origins that were made or changed are recorded"),
        ("Ways", "Data", "what was left for customers is tenant-owned rows"),
        ("Ways", "Forms", "what is left answers the fields of forms"),
        ("Ways", "Journeys", "a way leads into a published journey"),
        ("Ways", "Shared", "errors, results, ids"),
        ("Ways", "Tenants", "languages of the tenant, and whose pages may show its journeys"),
        ("Ways", "Users", "only admins change whose pages may"),
    ];

    /// <summary>The few that look back at who uses them: a foreign key, a count, a guard. They change nothing there, so they stand outside the rule against circles.</summary>
    private static readonly (string From, string To)[] LookBack =
    [
        ("Audit", "Users"),
        ("Journeys", "Cases"),
        ("Messages", "Cases"),
        ("Users", "Tenants"),
    ];

    private static readonly IReadOnlyDictionary<(string From, string To), string> Edges = Read("Portico.App", "Portico.App");

    [Fact]
    public void A_room_names_only_rooms_the_map_allows()
    {
        Verdict.Holds("Not on the map. Avoid them, or add them with a reason that convinces:", Edges
            .Where(edge => edge.Key.To != "" && !Allowed.Any(a => (a.From, a.To) == edge.Key))
            .Select(edge => $"""        ("{edge.Key.From}", "{edge.Key.To}", ""), // {edge.Value}"""));
    }

    [Fact]
    public void A_permit_that_nobody_uses_goes()
    {
        Verdict.Holds("Nobody takes these ways any more; remove them from the map:", Allowed
            .Where(a => !Edges.ContainsKey((a.From, a.To))).Select(a => $"{a.From} -> {a.To}"));
    }

    [Fact]
    public void Every_permit_has_a_reason_and_stands_once()
    {
        Assert.All(Allowed, a => Assert.False(string.IsNullOrWhiteSpace(a.Why), $"{a.From} -> {a.To} has no reason."));
        Assert.Equal(Allowed.Length, Allowed.DistinctBy(a => (a.From, a.To)).Count());
    }

    [Fact]
    public void The_map_has_no_circle()
    {
        Assert.Null(Rooms.CircleIn(Allowed.Select(a => (a.From, a.To)).Except(LookBack)));
    }

    [Fact]
    public void A_way_back_is_excused_only_while_it_closes_a_circle()
    {
        var map = Allowed.Select(a => (a.From, a.To)).ToList();

        Assert.All(LookBack, way => Assert.NotNull(Rooms.CircleIn(map.Except(LookBack).Append(way))));
    }

    [Fact]
    public void No_room_names_the_composition_that_puts_the_rooms_together()
    {
        Verdict.Holds("These name a type of the namespace Portico.App itself:", Edges.Where(edge => edge.Key.To == "").Select(edge => edge.Value));
    }

    [Fact]
    public void The_rooms_are_really_read()
    {
        Assert.Contains(("Cases", "Data"), Edges.Keys);
    }

    [Theory]
    [InlineData("Lambda")]
    [InlineData("TypeArgument")]
    [InlineData("Signature")]
    [InlineData("Attribute")]
    [InlineData("Constraint")]
    [InlineData("Catch")]
    [InlineData("Async")]
    public void A_hidden_way_into_another_room_is_found(string right)
    {
        Assert.Contains(("Left", right), Read("Portico.House.Tests", "Portico.House.Tests.Canary").Keys);
    }

    [Fact]
    public void A_circle_is_found()
    {
        Assert.Equal("B -> C -> B", Rooms.CircleIn([("A", "B"), ("B", "C"), ("C", "B")]));
        Assert.Null(Rooms.CircleIn([("A", "B"), ("A", "C"), ("B", "C")]));
    }

    private static IReadOnlyDictionary<(string From, string To), string> Read(string assembly, string root)
    {
        using var module = Repository.Assembly(assembly);
        return Rooms.EdgesOf(module, root);
    }
}
