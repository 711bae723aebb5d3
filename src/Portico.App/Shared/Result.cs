using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Portico.App.Shared;

/// <summary>Either a value or an expected <see cref="Shared.Error"/>.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Error? error) => (this.value, Error) = (value, error);

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool Ok => Error is null;

    public T Value => Ok ? value! : throw new InvalidOperationException($"There is no value: {Error.Code}.");

    public IResult ToHttp(Func<T, IResult> whenOk) => Ok ? whenOk(value!) : Error.ToHttp();

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}
