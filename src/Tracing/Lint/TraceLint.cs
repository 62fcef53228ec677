using System.Globalization;

namespace ActorKernel.Tracing.Lint;

/// <summary>Something that a viewer will show wrongly, hide or refuse.</summary>
/// <param name="Rule">J1 to J13; docs/TRACING.md has them.</param>
/// <param name="Where">The span or trace, or the file.</param>
public sealed record Finding(string Rule, string Where, string What);

/// <summary>Checks a file of spans against what was seen to go wrong in Jaeger.</summary>
public static class TraceLint
{
    private const ulong Year2000 = 946_684_800_000_000_000; // in nanoseconds since 1970
    private const ulong Microsecond = 1000;
    private const int SpansMax = 20_000;
    private const long PartMax = 4 << 20; // what a gRPC receiver takes
    private const long UploadMax = 20 << 20; // what Jaeger's page takes
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;

    public static IReadOnlyList<Finding> Check(TraceFile file)
    {
        List<Finding> findings = [];
        CheckFile(file, findings);
        foreach (FileSpan span in file.Spans)
            CheckSpan(span, findings);
        foreach (IGrouping<string, FileSpan> trace in file.Spans.GroupBy(span => span.Trace))
            CheckTrace(trace.Key, [.. trace], findings);
        return [.. findings.OrderBy(finding => int.Parse(finding.Rule.AsSpan(1), CultureInfo.InvariantCulture))];
    }

    private static void CheckFile(TraceFile file, List<Finding> findings)
    {
        foreach (long part in file.Parts.Where(part => part > PartMax && file.Format != "Jaeger JSON"))
            findings.Add(new("J12", "the file", $"a request of {part:n0} bytes: receivers refuse more than {PartMax:n0}"));
        if (file.Format == "OTLP JSON" && file.Bytes > UploadMax)
            findings.Add(new("J12", "the file", $"{file.Bytes:n0} bytes: Jaeger's page takes {UploadMax:n0}; send it instead"));
        foreach (string where in file.NotUtf8)
            findings.Add(new("J13", where, "no text in UTF-8"));
    }

    private static void CheckSpan(FileSpan span, List<Finding> findings)
    {
        string where = $"span {span.Id}";
        void Add(string rule, string what) => findings.Add(new(rule, where, what));

        if (!span.Resource.IsServiceNameText)
            Add("J1", "service.name is no text");
        else if (string.IsNullOrEmpty(span.Resource.ServiceName))
            Add("J1", span.Resource.ServiceName is null ? "no service.name" : "service.name is empty");
        if (span.End <= span.Start)
            Add("J2", "it ends when it starts, or before");
        else if (span.End - span.Start < Microsecond)
            Add("J2", "it is shorter than a microsecond, so is shown without length");
        if (span.Start < Year2000)
            Add("J4", "it starts in 1970: time must be anchored to a date");
        if (!IsId(span.Trace, TraceDigits) || !IsId(span.Id, SpanDigits))
            Add("J5", $"its ids must be {TraceDigits} and {SpanDigits} hexadecimal digits, not all zero");
        foreach (FileLink link in span.Links)
        {
            foreach (string key in link.AttributeKeys.Where(key => !span.AttributeKeys.Contains(key)))
                Add("J7", $"a link's {key} is shown nowhere: it must be an attribute of the span too");
        }

        if (span.IsErrorHidden)
            Add("J8", "its status is ERROR without the tag error=true");
        else if (span.IsError && span.ErrorText.Length == 0)
            Add("J8", "an error without a text");
        else if (!span.IsError && span.AttributeKeys.Contains("error.type"))
            Add("J8", "it has an error.type, but its status is not ERROR: it is not coloured");
        if (span.Events.GroupBy(happened => happened.Time).Any(same => same.Count() > 1))
            Add("J9", "events at the same time: they are shown in the order of their names");
        if (span.Scope.Length == 0)
            Add("J10", "no scope name");
        if (span.Kind == 0)
            Add("J10", "no kind");
        if (span.Name.Length == 0)
            Add("J13", "no name");
    }

    private static void CheckTrace(string id, FileSpan[] spans, List<Finding> findings)
    {
        string where = $"trace {id}";
        string?[] hosts = [.. spans.Select(span => span.Resource.Host).Distinct()];
        if (hosts.Any(string.IsNullOrEmpty))
            findings.Add(new("J3", where, "not all services have a host.id: their clocks will be corrected against each other"));
        else if (hosts.Length > 1)
            findings.Add(new("J3", where, $"services on {hosts.Length} hosts: their clocks will be corrected against each other"));
        if (spans.Length > SpansMax)
            findings.Add(new("J11", where, $"{spans.Length:n0} spans: more than {SpansMax:n0} cannot be read"));

        Dictionary<string, FileSpan> byId = [];
        foreach (FileSpan span in spans)
        {
            if (!byId.TryAdd(span.Id, span) && !IsSame(span, byId[span.Id]))
                findings.Add(new("J5", $"span {span.Id}", "two spans of the trace have this id"));
        }

        foreach (FileSpan span in spans)
        {
            if (span.Parent.Length > 0 && !byId.ContainsKey(span.Parent))
                findings.Add(new("J6", $"span {span.Id}", $"its parent {span.Parent} is not in the trace"));
            else if (span.Parent.Length == 0 && span.Links.Any(link => link.Trace == span.Trace))
                findings.Add(new("J6", $"span {span.Id}", "a link inside the trace instead of a parent"));
        }

        CheckCircles(spans, byId, findings);
    }

    /// <summary>Spans whose parents lead back to themselves hang on no root. Each circle is found once.</summary>
    private static void CheckCircles(FileSpan[] spans, Dictionary<string, FileSpan> byId, List<Finding> findings)
    {
        Dictionary<string, FileSpan> seenFrom = []; // by a span's id, where the way began on which it was first met
        foreach (FileSpan first in spans)
        {
            FileSpan? at = first;
            while (at is not null && seenFrom.TryAdd(at.Id, first))
                at = at.Parent.Length > 0 ? byId.GetValueOrDefault(at.Parent) : null;
            if (at is not null && ReferenceEquals(seenFrom[at.Id], first))
                findings.Add(new("J6", $"span {at.Id}", "its parents lead back to itself"));
        }
    }

    /// <summary>Sent twice with the same bytes is kept once.</summary>
    private static bool IsSame(FileSpan one, FileSpan other) =>
        one.Start == other.Start && one.End == other.End && one.Name == other.Name && one.Parent == other.Parent;

    private static bool IsId(string text, int digits) =>
        text.Length == digits && text.All(char.IsAsciiHexDigitLower) && text.Any(digit => digit != '0');
}
