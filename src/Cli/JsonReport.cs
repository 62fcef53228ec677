using System.Text;
using System.Text.Json;
using ActorKernel.Machine;

namespace ActorKernel.Cli;

/// <summary>The report for programs: one JSON object on one line.</summary>
internal sealed class JsonReport(Screen screen, Times times)
{
    private const int Schema = 1;

    public static string NameOf(AlarmKind kind) => kind switch
    {
        AlarmKind.Xv6 => "xv6",
        _ => "akaros",
    };

    public void Show(string? scenario, string? folder, RunReport report, Outcome outcome)
    {
        screen.ShowLine(JsonLine.Of(Schema, json =>
        {
            json.WriteString("scenario", scenario);
            json.WriteString("run", folder);
            json.WriteString("status", outcome.Status);
            json.WriteNumber("exit", outcome.ExitCode);
            json.WriteString("reason", outcome.Reason);
            json.WriteNumber("virtualNs", times.Nanoseconds(report.Now.Ticks));
            json.WriteNumber("instructions", report.Instructions);
            json.WriteNumber("deliveries", report.Deliveries);
            json.WriteString("console", Text(report.Console));
            WriteConsoles(json, report);
            WriteAlarms(json, report);
            WriteProcesses(json, report);
        }));
    }

    private static void WriteConsoles(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("consoles");
        foreach ((int pid, string text) in report.Consoles.OrderBy(console => console.Key))
            json.WriteString(pid.ToString(), Text(text));
        json.WriteEndObject();
    }

    private void WriteAlarms(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("alarms");
        foreach (AlarmFiring alarm in report.Alarms)
        {
            json.WriteStartObject();
            json.WriteString("kind", NameOf(alarm.Kind));
            json.WriteNumber("pid", alarm.Pid);
            json.WriteString("process", alarm.Process);
            json.WriteOptional("core", (ulong?)alarm.Core);
            json.WriteNumber("armedNs", times.Nanoseconds(alarm.ArmedAt.Ticks));
            json.WriteNumber("dueNs", times.Nanoseconds(alarm.Due.Ticks));
            json.WriteOptional("firedNs", times.Nanoseconds(alarm.Fired));
            json.WriteOptional("deliveredNs", times.Nanoseconds(alarm.Delivered));
            json.WriteBoolean("cancelled", alarm.IsCancelled);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteProcesses(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartArray("processes");
        foreach (ProcessSummary process in report.Processes)
        {
            json.WriteStartObject();
            json.WriteNumber("pid", process.Pid);
            json.WriteString("name", process.Name);
            json.WriteOptional("status", process.Status);
            json.WriteString("fault", process.Fault);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Guests print bytes; what is no UTF-8 in them becomes U+FFFD.</summary>
    private static string Text(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));
}
