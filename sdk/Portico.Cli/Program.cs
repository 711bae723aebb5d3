using Portico.Cli.Journeys;
using Portico.Cli.Plugins;
using Portico.Cli.Plugins.Run;

return args switch
{
    ["journey", "run", .. var rest] => RunJourney.Execute(rest, Console.Out, Console.Error),
    ["journey", "validate", .. var rest] => ValidateJourney.Execute(rest, Console.Out, Console.Error),
    ["journey", "test", .. var rest] => await TestJourney.ExecuteAsync(rest, Console.Out, Console.Error),
    ["journey", "diff", .. var rest] => await DiffJourney.ExecuteAsync(rest, Console.Out, Console.Error),
    ["journey", "promote", .. var rest] => await PromoteJourney.ExecuteAsync(rest, Console.Out, Console.Error),
    ["journey", "export", .. var rest] => await ExportJourney.ExecuteAsync(rest, Console.Out, Console.Error),
    ["journey", "import", .. var rest] => await ImportJourney.ExecuteAsync(rest, Console.Out, Console.Error),
    ["plugin", "new", .. var rest] => NewPlugin.Execute(rest, Console.Out, Console.Error),
    ["plugin", "test", .. var rest] => await TestPlugin.ExecuteAsync(rest, Console.Out, Console.Error),
    ["plugin", "run", .. var rest] => await RunPlugin.ExecuteAsync(rest, Console.Out, Console.Error),
    ["plugin", "pack", .. var rest] => PackPlugin.Execute(rest, Console.Out, Console.Error),
    ["plugin", "key", .. var rest] => SignPlugin.MakeKey(rest, Console.Out, Console.Error),
    ["plugin", "sign", .. var rest] => SignPlugin.Execute(rest, Console.Out, Console.Error),
    ["plugin", "verify", .. var rest] => VerifyPlugin.Execute(rest, Console.Out, Console.Error),
    ["plugin", "publish", .. var rest] => await PublishPlugin.ExecuteAsync(rest, Console.Out, Console.Error),
    [] or ["help" or "--help" or "-h"] => Usage(Console.Out, 0),
    _ => Usage(Console.Error, 2),
};

static int Usage(TextWriter target, int exitCode)
{
    target.WriteLine(
        """
        portico journey run FILE… [--input name=value]… [--answers answers.json]
            Runs the workflow definition in FILE in memory. Further FILEs are definitions it may start as children.
            Prints what Elsa.WriteLine writes, then one line: status: finished | faulted | waiting <step>
            --input name=value    an input of the workflow; a value that is JSON is taken as JSON, any other as text
            --answers FILE        {"<step or form>": {"<field>": value}}: hands these answers in when that form waits
            Delays pass at once. Providers, agents and forms without answers are not there: the run stops waiting.
            Exit code: 0 finished or waiting, 1 faulted, 2 not a valid definition or wrong use.

        portico journey validate FILE…
            Prints what is wrong with each definition. Exit code: 0 no errors, 1 errors, 2 wrong use.

        portico journey test JOURNEY --server URL [--file FILE | --version N] [--tests FILE] [--junit FILE]
            Has the journey's tests run by the Portico at URL; the secret key (sk_…) stands in the environment variable PORTICO_KEY.
            --file FILE           tests this drawing instead of the newest one there; it is not saved
            --version N           tests that version
            --tests FILE          these tests instead of the saved ones, as a JSON list
            --junit FILE          writes the results as JUnit XML
            Exit code: 0 all passed, 1 one failed or there is none, 2 wrong use or no answer.

        The following ask the Portico at URL, too, with a secret key of the live environment in PORTICO_KEY.

        portico journey diff JOURNEY --server URL [--from VERSION] [--to VERSION | --file FILE]
            Prints what differs: activities, settings, ways, forms, fields, texts, messages.
            --from, --to          live, test, newest or a number; without them from live to newest
            --file FILE           compares with an exported journey or a workflow definition in FILE
            Exit code: 0 nothing differs, 1 something does, 2 wrong use or no answer.

        portico journey promote JOURNEY --server URL [--version N] [--justify FILE]
            A version that was published to test, without a number the one that test cases start on, goes live as it is.
            --justify FILE        words for warnings, as a JSON list of {"finding", "node", "subject", "words"}
            Exit code: 0 it is live, or waits for a second person; 1 refused; 2 wrong use or no answer.

        portico journey export JOURNEY --server URL [--version N] [--file FILE]
            Prints the journey with its forms and messages, or writes it to FILE; without a version the newest drawing.
            Exit code: 0 exported, 2 wrong use or no answer.

        portico journey import FILE --server URL [--as JOURNEY] [--replace journey,forms] [--dry-run]
            Takes over what was exported. Drawing and forms become drafts; words of messages that are there stay.
            --as JOURNEY          under another short name
            --replace PARTS       may give what is here with other content the content of the file; else it stays
            --dry-run             says what would happen, and writes nothing
            Exit code: 0 imported, or all of it was here; 1 refused; 2 wrong use or no answer.

        portico plugin new kyc|payment|channel|connector NAME [--id ID] [--publisher NAME] [--output DIR]
            Writes a plugin to begin with: it builds, and in the test environment it answers by itself.

        portico plugin test FILE|FOLDER [--key NAME.key.pem] [--junit FILE] [--html FILE] [--report FILE]
            Holds the plugin against the conformance kit: starts it as Portico does, plays its provider, and says of each check whether it passed.
            --key FILE            holds the signature against this key, and signs the report with it
            --junit FILE          writes the results as JUnit XML
            --html FILE           writes them as a page
            --report FILE         writes them as JSON, signed with --key
            --sheet FILE          a conformance.json that does not lie beside plugin.json
            --runtime WORD=PROGRAM  the program for a plugin that is no .NET
            Exit code: 0 it conforms, 1 a check failed, 2 wrong use.

        portico plugin run FOLDER [--port N] [--settings FILE] [--runtime node=PROGRAM] [--to https://HOST=http://127.0.0.1:PORT]
            Runs the plugin in the folder that the build wrote as Portico does, with a page at http://127.0.0.1:5090 to ask it for every outcome.
            --settings FILE       {"settings": {"<name>": value}, "secrets": {"<name>": "…"}}; secrets that are not named are made up
            --to                  requests to this host go to a program of yours; else they really go where plugin.json allows
            It starts anew when the build changes the folder. Ctrl+C ends it.

        portico plugin pack FOLDER [--output DIR]
            Makes a package (.nupkg) of the folder that the build wrote. The same files give the same bytes.

        portico plugin key NAME
            Makes a key pair: NAME.key.pem to sign with, NAME.pub.pem for the trust store of a Portico.

        portico plugin sign FILE --key NAME.key.pem
            Signs the package, in place.

        portico plugin verify FILE [--key NAME.pub.pem]
            Says what the package holds and asks for, whether it keeps the rules, and with a key whether it is signed and unchanged.

        portico plugin publish FILE --folder DIR | --feed URL | --server URL
            Brings the package to a folder, to a NuGet feed (its key in NUGET_API_KEY), or to a Portico (a live secret key in PORTICO_KEY), where it is added for that tenant alone.

        Exit code of the plugin commands: 0 done, 1 refused, 2 wrong use.
        """);
    return exitCode;
}
