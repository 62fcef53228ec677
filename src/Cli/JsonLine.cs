using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorKernel.Cli;

/// <summary>What a command says to programs: one JSON object on one line.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="schema">Its first member: another one when what programs rely on changes.</param>
    /// <param name="write">The members.</param>
    public static string Of(int schema, Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", schema);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Null where there is none.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is decimal known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}
