using System.Text.Json;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Analysis;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Cli;

/// <summary>What 'ak trace show' shows, for programs. Times are virtual nanoseconds since boot.</summary>
internal static class TraceShowJson
{
    private const int Schema = 1;

    /// <summary>All alarms of a run.</summary>
    public static string Of(RecordReader reader, IReadOnlyList<AlarmSummary> alarms) => JsonLine.Of(Schema, json =>
    {
        json.WriteString("run", reader.Facts.Id);
        json.WriteString("name", reader.Facts.Name);
        json.WriteBoolean("complete", reader.End is { Trouble: null });
        json.WriteStartArray("alarms");
        foreach (AlarmSummary alarm in alarms)
        {
            json.WriteStartObject();
            WriteAlarm(json, alarm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>One alarm, with the spans of its way.</summary>
    public static string Of(AlarmSummary alarm, IReadOnlyList<Span> spans) => JsonLine.Of(Schema, json =>
    {
        WriteAlarm(json, alarm);
        json.WriteStartArray("spans");
        foreach (Span span in spans)
            WriteSpan(json, span);
        json.WriteEndArray();
    });

    private static void WriteAlarm(Utf8JsonWriter json, AlarmSummary alarm)
    {
        json.WriteNumber("alarm", alarm.Number);
        json.WriteString("kind", alarm.Kind);
        json.WriteNumber("pid", alarm.Pid);
        json.WriteString("program", alarm.Program);
        json.WriteOptional("core", alarm.Core);
        json.WriteNumber("armedNs", alarm.Armed);
        json.WriteNumber("dueNs", alarm.Due);
        json.WriteOptional("latencyNs", alarm.Latency);
        json.WriteString("return", alarm.Return);
        json.WriteString("trouble", alarm.Trouble);
        json.WriteString("trace", alarm.Trace.ToString());
        json.WriteNumber("step", alarm.Step);
    }

    private static void WriteSpan(Utf8JsonWriter json, Span span)
    {
        json.WriteStartObject();
        json.WriteString("name", span.Name.Value);
        json.WriteString("service", span.Service.Name);
        json.WriteString("span", span.Id.ToString());
        json.WriteString("parent", span.Parent == SpanId.None ? null : span.Parent.ToString());
        json.WriteOptional("startNs", span.NumberOf(Keys.VirtualStart));
        json.WriteOptional("endNs", span.NumberOf(Keys.VirtualEnd));
        json.WriteOptional("step", span.NumberOf(Keys.Step));
        json.WriteEndObject();
    }
}
