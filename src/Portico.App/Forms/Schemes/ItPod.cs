namespace Portico.App.Forms.Schemes;

/// <summary>Italian electricity point: IT, distributor, E, eight digits. No public rule exists for the optional last character.</summary>
internal static class ItPod
{
    public static IdentifierCheck Check(string text) =>
        text.Length is 14 or 15 && text.StartsWith("IT", StringComparison.Ordinal) && Digits.All(text[2..5]) && text[5] == 'E' && Digits.All(text[6..14]) && text[14..].All(char.IsAsciiLetterOrDigit)
            ? IdentifierCheck.Ok(text)
            : IdentifierCheck.No("it-pod.format");
}
