namespace Portico.Workflows.Expressions;

/// <summary>An expression that cannot be read. The position counts characters from the start of the text.</summary>
internal sealed class ExpressionSyntaxException(string message, int position) : Exception(message)
{
    public int Position { get; } = position;
}

/// <summary>An expression that went wrong or over a limit while it ran. The message names rules and names, never values.</summary>
internal sealed class ExpressionFault(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static ExpressionFault NotAFunction(string what) => new("expression.not_a_function", $"{what} is not a function.");

    public static ExpressionFault Type(string message) => new("expression.type", message);
}
