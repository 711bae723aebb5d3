using Portico.App.Shared;

namespace Portico.App.Tests.Shared;

public sealed class ShortNameTests
{
    [Theory]
    [InlineData("move-in")]
    [InlineData("4you")]
    [InlineData("a-")]
    public void It_is_made_of_small_letters_digits_and_hyphens(string name) => Assert.True(ShortName.Fits(name));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-in")]
    [InlineData("Move-in")]
    [InlineData("move in")]
    [InlineData("../in")]
    [InlineData("move-in\n")] // ends a line, and would end the name for whoever reads only that far
    public void Anything_else_is_none(string name) => Assert.False(ShortName.Fits(name));

    [Fact]
    public void It_has_at_most_sixty_four() => Assert.Equal((true, false), (ShortName.Fits(new string('a', 64)), ShortName.Fits(new string('a', 65))));
}
