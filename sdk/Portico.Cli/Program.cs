using Portico.Cli.Journeys;

return args switch
{
    ["journey", "run", .. var rest] => RunJourney.Execute(rest, Console.Out, Console.Error),
    ["journey", "validate", .. var rest] => ValidateJourney.Execute(rest, Console.Out, Console.Error),
    ["journey", "test", .. var rest] => await TestJourney.ExecuteAsync(rest, Console.Out, Console.Error),
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
        """);
    return exitCode;
}
