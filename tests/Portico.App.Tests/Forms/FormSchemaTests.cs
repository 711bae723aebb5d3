using System.Text.Json.Nodes;
using Portico.App.Forms;

namespace Portico.App.Tests.Forms;

public sealed class FormSchemaTests
{
    private const string Supply = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Your supply",
          "description": "So that we can connect you.",
          "type": "object",
          "required": ["email", "tariff", "billing"],
          "properties": {
            "email": { "type": "string", "format": "email", "title": "E-mail", "examples": ["amina@example.com"] },
            "moveInDate": { "type": ["string", "null"], "format": "date", "description": "The day you get the keys." },
            "tariff": { "oneOf": [ { "const": "green", "title": "Green", "description": "From wind." }, { "const": "basic", "title": "Basic" } ], "default": "green" },
            "extras": { "type": "array", "items": { "enum": ["boiler_cover", "smart_meter"] } },
            "usage": { "type": "integer", "minimum": 0, "maximum": 50000 },
            "reference": { "type": "string", "pattern": "^[A-Z]{2}[0-9]{4}$", "maxLength": 6 },
            "notes": { "type": "string", "maxLength": 1000 },
            "smart": { "type": "boolean" },
            "billing": {
              "title": "Billing", "type": "object", "required": ["holder"],
              "properties": { "holder": { "$ref": "#/$defs/person_name" }, "address": { "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" }, "postcode": { "type": "string" } } } }
            }
          },
          "$defs": { "person_name": { "type": "string", "minLength": 2 } }
        }
        """;

    [Fact]
    public void Each_property_becomes_a_question_of_its_kind()
    {
        var read = FormSchema.Read(Supply, "en").Value;

        Assert.Equal(("your-supply", "Your supply", "So that we can connect you."), (read.Form.Key, read.Form.Title.In("en"), read.Form.Intro!.In("en")));
        Assert.Equal(
            [("email", "email", true), ("moveInDate", "date", false), ("tariff", "choice", true), ("extras", "choices", false), ("usage", "number", false), ("reference", "text", false), ("notes", "multiline", false), ("smart", "boolean", false), ("billingHolder", "text", true), ("billingAddress", "address", false)],
            read.Form.Fields.Select(f => (f.Name, f.Type, f.Required)));
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void Words_rules_choices_and_examples_come_with_it()
    {
        var fields = FormSchema.Read(Supply, "ar").Value.Form.Fields.ToDictionary(f => f.Name);

        Assert.Equal(("E-mail", "amina@example.com"), (fields["email"].Label.Texts["ar"], fields["email"].Example!.GetValue<string>()));
        Assert.Equal(("Move in date", "The day you get the keys."), (fields["moveInDate"].Label.In("ar"), fields["moveInDate"].Help!.In("ar")));
        Assert.Equal([("green", "Green", "From wind."), ("basic", "Basic", null)], fields["tariff"].Options!.Select(o => (o.Value, o.Label.In("ar"), o.Help?.In("ar"))));
        Assert.Equal([("boiler_cover", "Boiler cover"), ("smart_meter", "Smart meter")], fields["extras"].Options!.Select(o => (o.Value, o.Label.In("ar"))));
        Assert.Equal(("0", "50000"), (fields["usage"].Min, fields["usage"].Max));
        Assert.Equal(("[A-Z]{2}[0-9]{4}", "6"), (fields["reference"].Pattern, fields["reference"].Max));
        Assert.Equal(("Billing", "2"), (fields["billingHolder"].Section!.In("ar"), fields["billingHolder"].Min));
        Assert.Null(fields["billingAddress"].Section);
    }

    [Theory]
    [InlineData("""{"type":"string","contentEncoding":"base64","contentMediaType":"image/png","maxLength":90000}""", "file", "image")]
    [InlineData("""{"type":"string","format":"binary","contentMediaType":"application/pdf"}""", "file", "pdf")]
    [InlineData("""{"type":"string","format":"data-url"}""", "file", null)]
    [InlineData("""{"type":"string","format":"signature"}""", "signature", null)]
    public void What_is_no_text_becomes_a_file_or_a_signature(string property, string type, string? accept)
    {
        var field = Assert.Single(FormSchema.Read($$$"""{"properties":{"it":{{{property}}}}}""", "en").Value.Form.Fields);

        Assert.Equal((type, accept, null), (field.Type, field.Accept, field.Max));
    }

    [Theory]
    [InlineData("^a|b$", "xb", true)]
    [InlineData("[0-9]", "flat 7", true)]
    [InlineData("^[0-9]+", "7 Mill", true)]
    [InlineData("^[0-9]+", "Mill 7", false)]
    [InlineData("[0-9]$", "7 Mill", false)]
    public void A_pattern_finds_what_it_found_in_the_schema(string pattern, string answer, bool fits)
    {
        var schema = new JsonObject { ["properties"] = new JsonObject { ["it"] = new JsonObject { ["type"] = "string", ["pattern"] = pattern } } };
        var form = FormSchema.Read(schema.ToJsonString(), "en").Value.Form;

        Assert.Equal(fits, FormAnswers.Check(form, new JsonObject { ["it"] = answer }, [], "en", new DateOnly(2026, 11, 25)).Ok);
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}}}""", "tags")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"type":"string","pattern":"(?=x)x"}}}""", "b")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"$ref":"https://example.com/other.json"}}}""", "b")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/b"}}}""", "b")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":true}}""", "b")]
    [InlineData("""{"properties":{"a":{"type":"string"}},"if":{},"then":{}}""", "if")]
    [InlineData("""{"properties":{"a":{"type":"number","multipleOf":5}}}""", "multipleOf")]
    public void What_a_form_cannot_ask_is_told_with_its_place(string schema, string place)
    {
        var read = FormSchema.Read(schema, "en").Value;

        Assert.Contains("a", read.Form.Fields.Select(f => f.Name));
        Assert.Contains(read.Notes, note => note.Contains(place, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[1]", "object")]
    [InlineData("{\"type\":\"object\"}", "no properties")]
    [InlineData("{\"properties\":{\"a\":{},\"a\":{}}}", "not JSON")]
    public void What_is_no_schema_is_refused_with_words(string text, string words)
    {
        var read = FormSchema.Read(text, "en");

        Assert.Equal("form.schema_unreadable", read.Error!.Code);
        Assert.Contains(words, read.Error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_would_be_the_same_are_told_apart_and_a_huge_schema_ends_at_two_hundred_questions()
    {
        var properties = new JsonObject { ["move-in"] = new JsonObject(), ["move_in"] = new JsonObject(), ["2nd"] = new JsonObject() };
        for (var i = 0; i < 300; i++) properties[$"more{i}"] = new JsonObject { ["type"] = "string" };

        var read = FormSchema.Read(new JsonObject { ["properties"] = properties }.ToJsonString(), "en").Value;

        Assert.Equal(["moveIn", "moveIn2", "field2nd"], read.Form.Fields.Take(3).Select(f => f.Name));
        Assert.Equal(200, read.Form.Fields.Count);
        Assert.Contains(read.Notes, note => note.Contains("200", StringComparison.Ordinal));
        Assert.DoesNotContain(FormFindings.Check(read.Form, ["en"]), finding => finding.Blocks);
    }
}
