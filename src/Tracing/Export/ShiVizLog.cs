using System.Globalization;
using System.Text;
using ActorKernel.Actors;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>A log with vector clocks for ShiViz, which draws what happened before what.</summary>
/// <remarks>The first line is the regular expression that ShiViz reads the rest with, the second is empty.</remarks>
/// <param name="limit">More events than this cannot be drawn: the rest is left out.</param>
public sealed class ShiVizLog(Stream to, RecordReader reader, VirtualClock clock, int limit) : IExporter
{
    public const int UsualLimit = 1000;

    private const string Header = "(?<host>\\S+) (?<clock>\\{.*\\})\\n(?<vt>\\d+) (?<event>.*)\n\n";

    private readonly Dictionary<ActorId, int> hosts = []; // their places in the clocks
    private readonly List<int[]> clocks = [];
    private readonly Dictionary<MessageId, int[]> handled = [];
    private long events;

    public string? Note => events > limit
        ? string.Create(CultureInfo.InvariantCulture, $"the first {limit:n0} of {events:n0} deliveries; ShiViz draws no more (--limit)")
        : null;

    public void Take(RecordedDelivery delivery)
    {
        if (events == 0)
            to.Write(Header);
        events++;
        if (events > limit)
            return;
        int host = HostOf(delivery.Receiver);
        int[] now = new int[hosts.Count];
        clocks[host].CopyTo(now, 0);
        if (handled.TryGetValue(delivery.Cause, out int[]? cause))
        {
            for (int i = 0; i < cause.Length; i++)
                now[i] = Math.Max(now[i], cause[i]);
        }

        now[host]++;
        clocks[host] = now;
        handled[delivery.Id] = now;
        string sender = reader.Actor(delivery.Sender).Name;
        string fields = TranscriptLine.OneLine(new Utf8Text(delivery.ToString()).Value);
        to.Write(
            $"{NameOf(delivery.Receiver)} {{{Clock(now)}}}\n{clock.Virtual(delivery.Now.Ticks)} {delivery.Kind}({fields}) from {sender}\n");
    }

    public void Finish()
    {
        if (events == 0)
            to.Write(Header);
    }

    private int HostOf(ActorId id)
    {
        if (!hosts.TryGetValue(id, out int place))
        {
            hosts.Add(id, place = hosts.Count);
            clocks.Add([]);
        }

        return place;
    }

    private string NameOf(ActorId id) => reader.Actor(id).Name;

    private string Clock(int[] now)
    {
        StringBuilder text = new();
        foreach ((ActorId id, int place) in hosts.OrderBy(host => host.Value))
        {
            if (now[place] == 0)
                continue;
            text.Append(text.Length > 0 ? ", " : "").Append('"').Append(NameOf(id)).Append("\":").Append(now[place]);
        }

        return text.ToString();
    }
}
