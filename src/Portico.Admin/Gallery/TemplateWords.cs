namespace Portico.Admin.Gallery;

internal static class TemplateWords
{
    public static string Commodity(string commodity) => commodity switch { "electricity" => "Electricity", "gas" => "Gas", "water" => "Water", _ => commodity };
}
