using System.Text.Json;
using ActorKernel.Actors;
using ActorKernel.Tracing.Export;

namespace ActorKernel.Tracing.Report;

/// <summary>Makes one HTML file of a run's record, which shows it in any browser, without a network.</summary>
/// <remarks>
/// The record goes through once and out in blocks, so memory grows with the alarms, actors and kinds of messages but not
/// with the deliveries. The bytes are a function of the record; the real time of the run is not in them.
/// </remarks>
public sealed class HtmlReport : IExporter
{
    /// <summary>Deliveries that a browser still opens in a few seconds.</summary>
    public const int DeliveriesMax = 4_000_000;

    private readonly RecordReader reader;
    private readonly int deliveriesMax;
    private readonly ReportPage page;
    private readonly EventColumns events = new();
    private readonly FieldColumns fields = new();
    private readonly LaneStates states;
    private readonly ReportedAlarms alarms;
    private readonly SortedDictionary<int, Shape> shapes = [];
    private readonly SortedDictionary<long, string> programs = []; // names, by pid
    private readonly PayloadWriter block = new(1 << 20);
    private int rows;
    private bool isWhole = true;

    /// <param name="reader">At its start; who reads it hands its deliveries over.</param>
    /// <param name="deliveriesMax">Deliveries behind these are left out, and the report says so.</param>
    /// <exception cref="IOException">The report cannot be written; also from the methods.</exception>
    public HtmlReport(Stream to, RecordReader reader, int deliveriesMax = DeliveriesMax)
    {
        this.reader = reader;
        this.deliveriesMax = deliveriesMax;
        page = new(to);
        states = new(reader);
        alarms = new(reader);
        page.Begin($"{reader.Facts.Name} – ActorKernel");
    }

    public string? Note => isWhole ? null : $"only the first {rows:N0} deliveries are in the report";

    public void Take(RecordedDelivery delivery)
    {
        if (rows < deliveriesMax)
            Add(delivery);
        else
            isWhole = false;
    }

    public void Finish()
    {
        isWhole &= reader.End is not null;
        FlushBlock();
        WriteAlarms();
        page.Data("facts", Facts());
        page.End();
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
        block.Number((ulong)alarms.All.Count);
        foreach (ReportedAlarm alarm in alarms.All)
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

    private byte[] Facts()
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
            Actors = [.. Actors()],
            Shapes = [.. shapes.Values.Select(shape => new PageShape(
                shape.Number, shape.Kind, [.. shape.Fields.Select(field => new PageField(field.Name, field.Path, (int)field.Type))]))],
            Programs = [.. programs.Select(program => new PageProgram(program.Key, program.Value))],
        }, PageFacts.Options);
    }

    /// <summary>Those in the record, and cores to which nothing was ever delivered: as one where they are neighbours.</summary>
    private IEnumerable<PageActor> Actors()
    {
        HashSet<int> busy = [];
        int id = 0;
        foreach (RecordedActor actor in reader.Actors)
        {
            yield return new(actor.Id, actor.Name, $"{actor.Kind}", actor.Number);
            id = Math.Max(id, actor.Id + 1);
            if (actor is { Kind: ActorKind.Core, Number: int core })
                busy.Add(core);
        }

        for (int first = 0; first < reader.Facts.Machine.Cores; first++)
        {
            int last = first;
            while (!busy.Contains(last) && last < reader.Facts.Machine.Cores)
                last++;
            if (last == first)
                continue;
            string name = last - first == 1 ? $"core{first}" : $"core{first}–{last - 1}";
            yield return new(id++, name, nameof(ActorKind.Core), first);
            first = last;
        }
    }
}
