using System.Globalization;
using System.Text;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>A sequence diagram in Mermaid's words, for documents: the messages of the first traces.</summary>
/// <remarks>Mermaid refuses texts of more than 50,000 characters; no message is begun that would not fit.</remarks>
/// <param name="limit">Messages at most.</param>
public sealed class MermaidSequence(Stream to, int limit) : ISpanSink
{
    public const int UsualLimit = 60;

    private const int CharactersMax = 45_000;

    private readonly List<Step> steps = [];
    private readonly Dictionary<SpanId, Step> sending = []; // of the trace at hand
    private long messages;
    private int drawn;

    public string? Note => drawn < messages
        ? string.Create(CultureInfo.InvariantCulture, $"{drawn} of {messages:n0} messages; a diagram of more is not drawn (--limit)")
        : null;

    public void Take(Span span)
    {
        long at = span.NumberOf(Keys.VirtualStart) ?? 0;
        string? type = span.TextOf(Keys.MessageType);
        if (span.Kind == SpanKind.Producer && type is not null && span.TextOf(Keys.Destination) is string receiver)
            sending[span.Id] = new(at, span.Service.Name, receiver, type, IsNote: false);
        else if (span.Kind == SpanKind.Consumer && sending.Remove(span.Parent, out Step? sent))
            Add(sent with { At = at });
        else if (span.Kind == SpanKind.Consumer && span.TextOf(Keys.MessageFrom) is string sender && type is not null)
            Add(new(at, sender, span.Service.Name, type, IsNote: false));
        else if (span.Name.Value is "upcall handler")
            Add(new(at, span.Service.Name, span.Service.Name, $"handler of {span.TextOf(Keys.Executable)}", IsNote: true));
    }

    public void EndTrace(in TraceId trace) => sending.Clear();

    public void Finish()
    {
        StringBuilder text = new("sequenceDiagram\n    autonumber\n");
        StringBuilder body = new();
        Dictionary<string, string> names = [];
        foreach (Step step in steps.OrderBy(step => step.At)) // a stable sort
        {
            string from = Alias(names, step.From);
            string arrow = step.IsNote
                ? $"    Note over {from}: {Safe(step.What)} @{Milliseconds(step.At)}ms\n"
                : $"    {from}->>{Alias(names, step.To)}: {Safe(step.What)} @{Milliseconds(step.At)}ms\n";
            if (text.Length + body.Length + arrow.Length + (40 * names.Count) > CharactersMax)
                break;
            body.Append(arrow);
            drawn += step.IsNote ? 0 : 1;
        }

        foreach ((string name, string alias) in names)
            text.Append("    participant ").Append(alias).Append(" as ").Append(Safe(name)).Append('\n');
        if (drawn < messages)
            body.Append(CultureInfo.InvariantCulture, $"    %% {Note}\n");
        to.Write(text.Append(body).ToString());
    }

    private void Add(Step step)
    {
        if (!step.IsNote)
            messages++;
        if (messages <= limit)
            steps.Add(step);
    }

    private static string Alias(Dictionary<string, string> names, string name)
    {
        if (!names.TryGetValue(name, out string? alias))
            names.Add(name, alias = $"A{names.Count + 1}");
        return alias;
    }

    /// <summary>What would end the line or be taken for Mermaid's own words, as character entities.</summary>
    private static string Safe(string text)
    {
        StringBuilder safe = new();
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '_' or '-' or '(' or ')' or '/' or '@')
                safe.Append(c);
            else if (!char.IsControl(c) && !char.IsSurrogate(c))
                safe.Append('#').Append((int)c).Append(';');
        }

        return safe.ToString();
    }

    private static string Milliseconds(long nanoseconds) =>
        (nanoseconds / 1_000_000m).ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>One line of the diagram.</summary>
    private sealed record Step(long At, string From, string To, string What, bool IsNote);
}
