using System.Globalization;
using System.Text;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Analysis;

/// <summary>One delivery of an alarm as text: a column for each actor, a row for each message.</summary>
public static class Timeline
{
    private const int TimeWidth = 16;
    private const int ColumnMin = 8;
    private const int ArrowExtra = 6; // what an arrow takes beside its label

    /// <param name="spans">Of one trace, the root first.</param>
    /// <param name="width">In characters; what would be wider is listed instead, a message to a line.</param>
    public static string Draw(IReadOnlyList<Span> spans, int width = int.MaxValue)
    {
        List<Row> rows = RowsOf(spans);
        string columns = Columns(rows);
        return columns.Split('\n').Max(line => line.Length) <= width ? columns : Lines(rows);
    }

    private static string Columns(List<Row> rows)
    {
        List<string> actors = [];
        foreach (Row row in rows)
        {
            if (!actors.Contains(row.From))
                actors.Add(row.From);
            if (!actors.Contains(row.To))
                actors.Add(row.To);
        }

        int[] centres = CentresOf(actors, rows);
        StringBuilder text = new();
        char[] head = Blank(centres);
        for (int i = 0; i < actors.Count; i++)
            Put(head, centres[i] - (actors[i].Length / 2), actors[i]);
        text.Append("vt (ms)".PadRight(TimeWidth)).Append(head).TrimEnd().Append('\n');
        foreach (Row row in rows)
        {
            char[] line = Blank(centres);
            Draw(line, row, centres[actors.IndexOf(row.From)], centres[actors.IndexOf(row.To)]);
            text.Append(Milliseconds(row.At).PadRight(TimeWidth)).Append(line).TrimEnd();
            if (row.Remark.Length > 0)
                text.Append("  ").Append(row.Remark);
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Lines(List<Row> rows)
    {
        int names = rows.Select(row => Way(row).Length).DefaultIfEmpty().Max();
        StringBuilder text = new($"{"vt (ms)".PadRight(TimeWidth)}from → to\n");
        foreach (Row row in rows)
            text.Append(Milliseconds(row.At).PadRight(TimeWidth)).Append(Way(row).PadRight(names)).Append($"  {row.Label}  {row.Remark}").TrimEnd().Append('\n');
        return text.ToString();
    }

    private static string Way(Row row) => row.From == row.To ? row.From : $"{row.From} → {row.To}";

    /// <summary>As in "30.002 000": milliseconds, with the last three digits apart.</summary>
    public static string Milliseconds(long nanoseconds)
    {
        string digits = (nanoseconds / 1_000_000m).ToString("0.000000", CultureInfo.InvariantCulture);
        return digits.Insert(digits.Length - 3, " ");
    }

    /// <summary>As in "3.9 µs".</summary>
    public static string Length(long nanoseconds) => nanoseconds switch
    {
        < 1000 => $"{nanoseconds} ns",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.###} µs"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.######} ms"),
    };

    private static List<Row> RowsOf(IReadOnlyList<Span> spans)
    {
        List<Row> rows = [];
        Dictionary<SpanId, Span> byId = spans.ToDictionary(span => span.Id);
        foreach (Span span in spans.Skip(1))
        {
            long at = span.NumberOf(Keys.VirtualStart) ?? 0;
            long end = span.NumberOf(Keys.VirtualEnd) ?? at;
            string actor = span.Service.Name;
            switch (span.Kind)
            {
                case SpanKind.Consumer when byId.TryGetValue(span.Parent, out Span? sent):
                    long waited = span.NumberOf(Keys.MessageQueued) ?? 0;
                    string remark = waited > 0 ? $"(+{Length(waited)} in mailbox)" : "";
                    rows.Add(new(at, sent.Service.Name, actor, span.TextOf(Keys.MessageType) ?? "", remark));
                    break;
                case SpanKind.Internal when span.TextOf(Keys.AlarmReturn) is string returned:
                    string? handler = span.TextOf(Keys.Handler);
                    string entry = handler is null ? "▌ vcore entry" : "▌ handler";
                    rows.Add(new(at, actor, actor, entry, $"{span.TextOf(Keys.Executable)} {handler}".TrimEnd()));
                    rows.Add(new(end, actor, actor, returned == "observed" ? "▌ return" : "▌ …", returned == "observed"
                        ? $"after {Length(end - at)}"
                        : "return=unobserved"));
                    break;
                case SpanKind.Internal:
                    rows.Add(new(end, actor, actor, $"● {span.Name.Value}", ""));
                    break;
            }
        }

        return [.. rows.OrderBy(row => row.At)];
    }

    /// <summary>Wide enough for each name, and for each label that stands between two columns.</summary>
    private static int[] CentresOf(List<string> actors, List<Row> rows)
    {
        int[] centres = new int[actors.Count];
        for (int i = 1; i < actors.Count; i++)
        {
            int width = Math.Max(ColumnMin, (actors[i - 1].Length + actors[i].Length) / 2 + 2);
            foreach (Row row in rows)
            {
                int from = actors.IndexOf(row.From);
                int to = actors.IndexOf(row.To);
                if (Math.Max(from, to) == i && from != to)
                    width = Math.Max(width, row.Label.Length + ArrowExtra - (centres[i - 1] - centres[Math.Min(from, to)]));
                else if (from == to && from == i - 1)
                    width = Math.Max(width, row.Label.Length + 2);
            }

            centres[i] = centres[i - 1] + width;
        }

        int shift = actors.Count > 0 ? actors[0].Length / 2 : 0;
        return [.. centres.Select(centre => centre + shift)];
    }

    private static void Draw(char[] line, Row row, int from, int to)
    {
        if (from == to)
        {
            Put(line, from, row.Label);
            return;
        }

        for (int i = Math.Min(from, to); i <= Math.Max(from, to); i++)
            line[i] = '─';
        line[to] = to > from ? '►' : '◄';
        Put(line, ((from + to) / 2) - ((row.Label.Length + 2) / 2), $" {row.Label} ");
    }

    private static char[] Blank(int[] centres) => [.. Enumerable.Repeat(' ', (centres.Length > 0 ? centres[^1] : 0) + 40)];

    private static void Put(char[] line, int at, string text)
    {
        for (int i = 0; i < text.Length && Math.Max(0, at) + i < line.Length; i++)
            line[Math.Max(0, at) + i] = text[i];
    }

    private static StringBuilder TrimEnd(this StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
            text.Length--;
        return text;
    }

    /// <param name="At">In virtual nanoseconds.</param>
    private sealed record Row(long At, string From, string To, string Label, string Remark);
}
