using System.Text.Json;
using ActorKernel.Actors;

namespace ActorKernel.Tracing.Report;

/// <summary>Makes one HTML file of a run's record, which shows it in any browser, without a network.</summary>
/// <remarks>
/// The record is read once and goes out in blocks, so memory grows with the alarms, actors and kinds of messages but not
/// with the deliveries. The bytes are a function of the record; the real time of the run is not in them.
/// </remarks>
public sealed class ReportWriter
{
    /// <summary>Deliveries that a browser still opens in a few seconds.</summary>
    public const int DeliveriesMax = 4_000_000;

    private readonly RecordReader reader;
    private readonly int deliveriesMax;
    private readonly ReportPage page;
    private readonly EventColumns events = new();
    private readonly FieldColumns fields = new();
    private readonly LaneStates states;
    private readonly AlarmFollower alarms;
    private readonly SortedDictionary<int, Shape> shapes = [];
    private readonly SortedDictionary<long, string> programs = []; // names, by pid
    private readonly PayloadWriter block = new(1 << 20);
    private int rows;

    private ReportWriter(RecordReader reader, Stream to, int deliveriesMax)
    {
        this.reader = reader;
        this.deliveriesMax = deliveriesMax;
        page = new(to);
        states = new(reader);
        alarms = new(reader);
    }

    /// <param name="reader">At its start. What it could not read is said in the report.</param>
    /// <param name="deliveriesMax">Deliveries behind these are left out, and the report says so.</param>
    /// <exception cref="IOException">The record cannot be read, or the report cannot be written.</exception>
    public static ReportSummary Write(RecordReader reader, Stream to, int deliveriesMax = DeliveriesMax) =>
        new ReportWriter(reader, to, deliveriesMax).Write();

    private ReportSummary Write()
    {
        page.Begin($"{reader.Facts.Name} – ActorKernel");
        bool isWhole = true;
        while (reader.Read())
        {
            if (rows == deliveriesMax)
            {
                isWhole = false;
                break;
            }

            Add(reader.Delivery);
        }

        FlushBlock();
        WriteAlarms();
        page.Data("facts", Facts(isWhole));
        page.End();
        return new(rows, alarms.Alarms.Count, page.Length, isWhole, reader.End?.Trouble);
    }

    private void Add(RecordedDelivery delivery)
    {
        shapes.TryAdd(delivery.Shape.Number, delivery.Shape);
        events.Add(delivery, reader.Actor(delivery.Sender).Kind == ActorKind.Core);
        fields.Add(delivery);
        states.Add(delivery);
        alarms.Add(delivery, rows);
        if (delivery.FindText("context.program") is string program && delivery.TryNumber("context.pid", out long pid))
            programs[pid] = program;
        rows++;
        if (events.Rows == EventColumns.RowsMax)
            FlushBlock();
    }

    private void FlushBlock()
    {
        if (events.Rows == 0)
            return;
        block.Clear();
        events.Flush(block);
        states.Flush(block);
        page.Data("events", block.Written);
        block.Clear();
        fields.Flush(block);
        page.Data("fields", block.Written);
    }

    /// <summary>Rows and times that are absent are 0, others one greater.</summary>
    private void WriteAlarms()
    {
        block.Clear();
        block.Number((ulong)alarms.Alarms.Count);
        foreach (FollowedAlarm alarm in alarms.Alarms)
        {
            block.Byte((byte)((alarm.IsAkaros ? 1 : 0) | (alarm.IsCancelled ? 2 : 0)));
            block.Number((ulong)alarm.Pid);
            block.Number(alarm.Armed.Ticks);
            block.Number(alarm.Due == Tsc.End ? 0 : alarm.Due.Ticks + 1);
            Absent(alarm.Fired);
            Absent(alarm.Delivered);
            Absent(alarm.Returned);
            Absent(alarm.Core);
            Absent(alarm.ArmRow);
            Absent(alarm.FireRow);
            Absent(alarm.DeliveredRow);
        }

        page.Data("alarms", block.Written);
    }

    private void Absent(Tsc? time) => block.Number(time is Tsc known ? known.Ticks + 1 : 0);

    private void Absent(int? number) => block.Number(number is int known ? (ulong)known + 1 : 0);

    private byte[] Facts(bool isWhole)
    {
        RunFacts facts = reader.Facts;
        return JsonSerializer.SerializeToUtf8Bytes(new PageFacts
        {
            Id = facts.Id,
            Name = facts.Name,
            Version = facts.Version,
            Hz = facts.Machine.Hz,
            Cores = facts.Machine.Cores,
            TickCycles = facts.Machine.TickCycles,
            Seed = $"{facts.Machine.Seed}",
            Until = [.. facts.Until],
            Deliveries = rows,
            IsWhole = isWhole,
            Trouble = reader.End?.Trouble,
            Status = reader.Result?.Status,
            Reason = reader.Result?.Reason,
            Actors = [.. reader.Actors.Select(actor => new PageActor(actor.Id, actor.Name, $"{actor.Kind}", actor.Number))],
            Shapes = [.. shapes.Values.Select(shape => new PageShape(
                shape.Number, shape.Kind, [.. shape.Fields.Select(field => new PageField(field.Name, field.Path, (int)field.Type))]))],
            Programs = [.. programs.Select(program => new PageProgram(program.Key, program.Value))],
        }, PageFacts.Options);
    }
}

/// <summary>What a report holds.</summary>
/// <param name="Alarms">Armings of both kinds.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="IsWhole">False when there were more deliveries than a report takes.</param>
/// <param name="Trouble">Why the record is not complete, if it is not.</param>
public sealed record ReportSummary(int Deliveries, int Alarms, long Bytes, bool IsWhole, string? Trouble);
