using System.Text;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

/// <summary>Looks, when all is done, where secrets and personal data have got to.</summary>
internal static class TraceChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new("settings.secret-log", "No secret is logged", Needs.Secret, t => Scan(t, Secrets, Log(t), "A log line holds a secret"), Phase.Last),
        new("settings.secret-answers", "No secret is answered", Needs.Secret, t => Scan(t, Secrets, Answers(t), "An answer holds a secret"), Phase.Last),
        new("settings.secret-output", "No secret is written to the process’s output, also when it ends badly", Needs.Secret, t => Scan(t, Secrets, Output(t), "Standard output or standard error holds a secret"), Phase.Last),
        new("settings.secret-files", "No secret is written to a file", Needs.Secret, t => Scan(t, Secrets, Files(t), "A file in the data folder holds a secret"), Phase.Last),
        new("settings.personal-log", "No personal data is logged or written out", Needs.Personal, t => Scan(t, Personal, Log(t).Concat(Output(t)), "A log line holds what a person typed"), Phase.Last),
        new("settings.personal-answers", "No personal data is a part of codes and keys", Needs.Personal, t => Scan(t, Personal, Failures(t), "The code or key of an answer holds what a person typed"), Phase.Last),
        new("settings.personal-address", "No personal data stands in an address", Needs.Personal | Needs.Provider, t => Scan(t, Personal, t.Stages.SelectMany(stage => stage.Provider.Requests.Select(request => Uri.UnescapeDataString(request.Url.AbsoluteUri))), "The address of a request holds what a person typed"), Phase.Last),
    ];

    private static IEnumerable<Canary> Secrets(Trial t) => t.Stages.SelectMany(stage => stage.SecretCanaries);

    private static IEnumerable<Canary> Personal(Trial t) => t.Stages.Select(stage => stage.Personal);

    private static IEnumerable<string> Log(Trial t) => t.Bench.Processes.SelectMany(process => process.Log);

    private static IEnumerable<string> Answers(Trial t) => t.Bench.Answers.Where(answer => t.Stages.Any(stage => stage.Grant == answer.Grant)).Select(answer => answer.Text);

    private static IEnumerable<string> Failures(Trial t) => Answers(t).Where(text => text.Contains("\"failed-", StringComparison.Ordinal) || text.Contains("\"healthy\"", StringComparison.Ordinal));

    private static IEnumerable<string> Output(Trial t) => t.Bench.Processes.SelectMany(process => process.Strays.Append(process.StandardError));

    private static IEnumerable<string> Files(Trial t) => t.Stages.Select(stage => stage.Folder).Distinct().Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Select(ReadShared);

    internal static string ReadShared(string file)
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(open, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static Task<Verdict> Scan(Trial t, Func<Trial, IEnumerable<Canary>> canaries, IEnumerable<string> places, string what)
    {
        return Task.FromResult(Verdict.Of(Canary.AreIn(canaries(t), string.Join('\n', places)) ? what + "." : null));
    }
}
