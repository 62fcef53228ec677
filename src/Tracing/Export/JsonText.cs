using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorKernel.Tracing.Export;

/// <summary>JSON that is put together from pieces.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true, // pieces are no documents
    };

    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
            write(json);
        return bytes.ToArray();
    }

    public static void Write(this Stream to, string text) => to.Write(Encoding.UTF8.GetBytes(text));
}
