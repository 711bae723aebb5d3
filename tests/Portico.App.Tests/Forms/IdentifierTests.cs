using Portico.App.Forms;

namespace Portico.App.Tests.Forms;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("gb-mpan", "2000024512368", "2000024512368")]
    [InlineData("gb-mpan", "20 0002 4512 368", "2000024512368")]
    [InlineData("gb-mpan", "S 03 801 001 2000024512368", "2000024512368")]
    [InlineData("gb-mpan", "٢٠٠٠٠٢٤٥١٢٣٦٨", "2000024512368")]
    [InlineData("gb-mprn", "3938424403", "3938424403")]
    [InlineData("es-cups", "es1234123456789012jy", "ES1234123456789012JY")]
    [InlineData("es-cups", "ES1234 1234 5678 9012 JY 1F", "ES1234123456789012JY1F")]
    [InlineData("it-pod", "IT001E12345678", "IT001E12345678")]
    [InlineData("it-pod", "IT001E12345678A", "IT001E12345678A")]
    [InlineData("it-pdr", "00881234567890", "00881234567890")]
    [InlineData("de-malo", "41373559241", "41373559241")]
    [InlineData("de-melo", "DE00056266802AO6G56M11SN51G21M24S", "DE00056266802AO6G56M11SN51G21M24S")]
    [InlineData("ean18", "871687000000000009", "871687000000000009")]
    [InlineData("fr-prm", "19123456789012", "19123456789012")]
    [InlineData("us-tx-esi", "10443720000000001", "10443720000000001")]
    [InlineData("us-tx-esi", "1008901000000000000001", "1008901000000000000001")]
    [InlineData("au-nmi", "QAAAVZZZZZ3", "QAAAVZZZZZ")]
    [InlineData("au-nmi", "QAAAVZZZZZ", "QAAAVZZZZZ")]
    [InlineData("meter-serial", "17a-204518", "17A-204518")]
    [InlineData("iban", "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819")]
    [InlineData("iban", "DE89-3704-0044-0532-0130-00", "DE89370400440532013000")]
    public void A_right_identifier_is_stored_in_one_form(string scheme, string typed, string stored)
    {
        var check = Identifiers.Check(scheme, typed);

        Assert.Equal(new IdentifierCheck(true, stored, null), check);
    }

    [Theory]
    [InlineData("gb-mpan", "2000024512367", "gb-mpan.check")]
    [InlineData("gb-mpan", "200002451236", "gb-mpan.format")]
    [InlineData("gb-mpan", "20000245123x8", "gb-mpan.format")]
    [InlineData("gb-mprn", "39384", "gb-mprn.format")]
    [InlineData("es-cups", "ES1234123456789012JX", "es-cups.check")]
    [InlineData("es-cups", "ES123412345678901JY", "es-cups.format")]
    [InlineData("es-cups", "ES1234123456789012JY1A", "es-cups.format")]
    [InlineData("it-pod", "IT001F12345678", "it-pod.format")]
    [InlineData("it-pod", "IT001E1234567", "it-pod.format")]
    [InlineData("it-pdr", "0088123456789", "it-pdr.format")]
    [InlineData("de-malo", "41373559242", "de-malo.check")]
    [InlineData("de-malo", "01373559241", "de-malo.format")]
    [InlineData("de-melo", "DE0005626680", "de-melo.format")]
    [InlineData("ean18", "871687000000000008", "ean18.check")]
    [InlineData("ean18", "87168700000000000", "ean18.format")]
    [InlineData("fr-prm", "1912345678901", "fr-prm.format")]
    [InlineData("us-tx-esi", "20443720000000001", "us-tx-esi.format")]
    [InlineData("au-nmi", "QAAAVZZZZZ4", "au-nmi.check")]
    [InlineData("au-nmi", "QAAAVZZZZO", "au-nmi.format")]
    [InlineData("meter-serial", "17A", "meter-serial.format")]
    [InlineData("meter-serial", "17A/204518", "meter-serial.format")]
    [InlineData("meter-serial", "4111111111111111", "meter-serial.format")]
    [InlineData("meter-serial", "4111-1111-1111-1111", "meter-serial.format")]
    [InlineData("iban", "GB29NWBK60161331926818", "iban.check")]
    [InlineData("iban", "GB29NWBK6016133192681", "iban.length")]
    [InlineData("iban", "29GBNWBK60161331926819", "iban.format")]
    [InlineData("iban", "", "iban.format")]
    public void A_wrong_identifier_says_what_is_wrong(string scheme, string typed, string reason)
    {
        var check = Identifiers.Check(scheme, typed);

        Assert.Equal(new IdentifierCheck(false, null, reason), check);
        foreach (var locale in FormTexts.Locales) Assert.True(FormTexts.In(locale).Has($"identifier.{reason}"), $"{locale}: {reason}");
    }

    [Fact]
    public void A_gas_number_with_odd_check_digits_is_doubted_but_accepted()
    {
        var check = Identifiers.Check("gb-mprn", "3938424404");

        Assert.Equal(new IdentifierCheck(true, "3938424404", "gb-mprn.check"), check);
    }

    [Theory]
    [InlineData("gb-mpan", "2000024512368")]
    [InlineData("ean18", "871687000000000009")]
    [InlineData("iban", "GB29NWBK60161331926819")]
    public void Each_single_wrong_digit_is_noticed(string scheme, string right)
    {
        for (var i = scheme == "iban" ? 2 : 1; i < right.Length; i++)
        {
            if (!char.IsAsciiDigit(right[i])) continue;
            for (var digit = '0'; digit <= '9'; digit++)
            {
                if (digit == right[i]) continue;
                var wrong = right.Remove(i, 1).Insert(i, digit.ToString());
                Assert.False(Identifiers.Check(scheme, wrong).Valid, wrong);
            }
        }
    }

    [Fact]
    public void An_unknown_scheme_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => Identifiers.Check("xx-unknown", "1"));
    }
}
