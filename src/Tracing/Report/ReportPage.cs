using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Reflection;
using System.Text;

namespace ActorKernel.Tracing.Report;

/// <summary>The page that a report is: hand-written files of Page/, put into one with the data between.</summary>
/// <remarks>
/// The page's policy (Content-Security-Policy) lets it load nothing at all. What programs chose, such as names and
/// texts, is in the data; the page shows it as text and never as markup.
/// </remarks>
internal sealed class ReportPage(Stream to)
{
    private const string Folder = "report/";

    /// <summary>One module: later parts use what earlier ones declare.</summary>
    private static readonly string[] Scripts =
    [
        "data.js", "fields.js", "format.js", "causes.js", "search.js", "theme.js", "timeline.js", "arrows.js",
        "minimap.js", "panel.js", "table.js", "keys.js", "main.js",
    ];

    public void Begin(string title)
    {
        string page = Read("page.html");
        int data = page.IndexOf("<!--data-->", StringComparison.Ordinal);
        Write(page[..data]
            .Replace("<!--title-->", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace("/*style*/", Read("page.css"), StringComparison.Ordinal));
    }

    /// <summary>A block of columns, for the page to inflate.</summary>
    /// <param name="kind">Which, as the page's scripts look for it.</param>
    public void Data(string kind, ReadOnlySpan<byte> columns)
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(columns);
        byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length((int)packed.Length)];
        Base64.EncodeToUtf8(packed.GetBuffer().AsSpan(0, (int)packed.Length), text, out _, out int length);
        Write($"<script type=\"text/plain\" class=\"{kind}\">");
        to.Write(text.AsSpan(0, length));
        Write("</script>\n");
    }

    public void End()
    {
        string page = Read("page.html");
        StringBuilder script = new();
        foreach (string name in Scripts)
            script.Append(Read(name)).Append('\n');
        int data = page.IndexOf("<!--data-->", StringComparison.Ordinal) + "<!--data-->".Length;
        Write(page[data..].Replace("/*script*/", script.ToString(), StringComparison.Ordinal));
    }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name)!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private void Write(string text) => to.Write(Encoding.UTF8.GetBytes(text));
}
