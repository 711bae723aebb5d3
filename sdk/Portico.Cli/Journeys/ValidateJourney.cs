using Portico.Workflows;

namespace Portico.Cli.Journeys;

internal static class ValidateJourney
{
    public static int Execute(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Length == 0 || arguments.Any(argument => argument.StartsWith('-')))
        {
            errors.WriteLine("Name the files to validate: portico journey validate FILE…");
            return 2;
        }
        var failed = false;
        foreach (var file in arguments)
        {
            var definition = Definitions.Read(file, errors);
            if (definition is null)
            {
                failed = true;
                continue;
            }
            Definitions.Print(file, definition.Findings, output);
            failed |= !definition.IsRunnable;
            if (definition.Findings.Count == 0) output.WriteLine($"{file}: ok");
        }
        return failed ? 1 : 0;
    }
}
