namespace Portico.Workflows.Expressions;

internal abstract record Node(int Position);

internal sealed record Constant(object? Value, int Position) : Node(Position);

internal sealed record Template(IReadOnlyList<string> Texts, IReadOnlyList<Node> Holes, int Position) : Node(Position);

internal sealed record Pattern(string Source, string Flags, int Position) : Node(Position);

internal sealed record Element(Node Value, bool Spread);

internal sealed record ArrayLiteral(IReadOnlyList<Element> Elements, int Position) : Node(Position);

/// <summary>A member of an object literal: a plain name, a computed one, or (no key at all) a spread object.</summary>
internal sealed record Property(string? Name, Node? Computed, Node Value);

internal sealed record ObjectLiteral(IReadOnlyList<Property> Properties, int Position) : Node(Position);

internal sealed record Name(string Text, int Position) : Node(Position);

internal sealed record Unary(string Operator, Node Operand, int Position) : Node(Position);

/// <summary>Operators of one level, from left to right: kept flat, so that a long sum is not deep.</summary>
internal sealed record Operations(Node First, IReadOnlyList<(string Operator, Node Operand)> Rest, int Position) : Node(Position);

internal sealed record Choice(Node Condition, Node Then, Node Else, int Position) : Node(Position);

/// <summary>A value followed by members, indexes and calls: flat, for the same reason.</summary>
internal sealed record Path(Node Start, IReadOnlyList<Link> Links, int Position) : Node(Position);

internal abstract record Link(bool Optional);

internal sealed record Member(string Name, bool Optional) : Link(Optional);

internal sealed record Index(Node Key, bool Optional) : Link(Optional);

internal sealed record Invocation(IReadOnlyList<Element> Arguments, bool Optional) : Link(Optional);

internal sealed record NewDate(IReadOnlyList<Element> Arguments, int Position) : Node(Position);

internal sealed record Arrow(IReadOnlyList<Target> Parameters, Script Body, int Position) : Node(Position);

/// <summary>What a value is given to: a name, or a pattern that takes the value apart. The default stands in for undefined.</summary>
internal abstract record Target(Node? Default, int Position);

internal sealed record NameTarget(string Name, Node? Default, int Position) : Target(Default, Position);

/// <summary>Null stands for an item that is left out.</summary>
internal sealed record ListTarget(IReadOnlyList<Target?> Items, Node? Default, int Position) : Target(Default, Position);

internal sealed record ObjectTarget(IReadOnlyList<(string Key, Target Target)> Members, Node? Default, int Position) : Target(Default, Position);

internal enum StatementKind { Value, Declare, Return }

internal sealed record Statement(StatementKind Kind, Target? Target, Node? Value);

internal sealed record Script(IReadOnlyList<Statement> Statements);
