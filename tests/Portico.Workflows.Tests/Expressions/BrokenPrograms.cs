using System.Collections;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>Without end: programs of which something is missing, doubled or moved, and tokens that were never a program.</summary>
internal sealed class BrokenPrograms(int seed) : IEnumerable<string>
{
    private static readonly string[] Tokens =
    [
        "(", ")", "[", "]", "{", "}", ",", ";", ".", "?.", "...", "=>", "?", ":", "+", "-", "*", "/", "%", "**", "&&", "||", "??", "==", "===", "<", ">", "!", "~", "=", "`", "${", "'", "\"", "\\", "\n", " ", "//", "/*", "*/",
        "x", "y", "a", "0", "1", "1e9", "NaN", "null", "undefined", "true", "this", "new", "Date", "typeof", "void", "in", "return", "const", "let", "function", "await", "constructor", "__proto__", "toString", "valueOf", "length", "answers", "variables",
        "getCounter()", "getVariable('name')", "Math.max", "JSON.parse", "JSON.stringify", "Object.entries", "Array.from", "'ab'.repeat(9000)", "[1, 2, 3]", "({ a: 1 })", ".map(", ".reduce(", ".replace(", ".split('')", ".sort(", ".flat(Infinity)", ".concat(", ".push(", ".join(", ".repeat(", ".padEnd(",
        ".toFixed(", ".at(", "x => x", "(a, b) => a + b", "/a+/g", "/(a|b)*c/", "😀", "\ud83d", "\u2028", "\0",
    ];

    /// <summary>Programs that grow, each round of it more.</summary>
    private static readonly string[] Growing =
    [
        "const f = [].reduce(x => x, g => {0}); f(f)", "'ab'.repeat(2000).split('').map(x => {0})", "[1, 2, 3, 4, 5, 6, 7, 8].flatMap(x => [x, x, {0}]).flatMap(x => [x, x, {0}]).map(x => {0})", "[1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((all, x) => [all, all, {0}], [])",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((all, x) => all + all + {0}, 'x')", "const a = [{0}]; a.push(a, a); {0}", "JSON.stringify(Array.from({{ length: 900 }}, x => {0}))", "`${{{0}}}${{{0}}}`.repeat(300).replace(/./g, '$&$&')", "Object.entries(Array.from('a'.repeat(900), x => {0}))",
    ];

    private readonly Random random = new(seed);
    private readonly ProgramGenerator generator = new(seed);

    public IEnumerator<string> GetEnumerator()
    {
        while (true)
        {
            var program = random.Next(24) switch
            {
                < 3 => generator.Next(),
                < 12 => Damage(generator.Next()),
                12 => string.Format(System.Globalization.CultureInfo.InvariantCulture, Growing[random.Next(Growing.Length)], generator.Next() is var part && part.Contains(';', StringComparison.Ordinal) ? "1" : part),
                < 16 => string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next(32, 127))),
                _ => string.Join(random.Next(2) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 16)).Select(_ => Tokens[random.Next(Tokens.Length)])),
            };
            yield return program;
        }
    }

    private string Damage(string program)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(program.Length + 1);
            var length = Math.Min(random.Next(1, 6), program.Length - at);
            program = random.Next(4) switch
            {
                0 => program.Remove(at, length),
                1 => program.Insert(at, Tokens[random.Next(Tokens.Length)]),
                2 => program.Remove(at, length).Insert(at, Tokens[random.Next(Tokens.Length)]),
                _ => program.Insert(at, program[(at / 2)..at]),
            };
        }
        return program;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
