using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>Reads a run's record from its start. Damage ends it: what is before the damage has been read.</summary>
/// <remarks>Memory does not grow with the record, only with its actors, kinds of messages and repeated texts.</remarks>
public sealed class RecordReader : IDisposable
{
    private readonly ISegmentSource source;
    private readonly DeliveryDecoder decoder = new();
    private long deliveries;
    private bool hasDeliveries;
    private bool isSpliced;

    internal RecordReader(ISegmentSource source)
    {
        this.source = source;
        Segment first = source.Next() ?? throw new RecordException($"the record is empty: {source.Trouble}");
        if (first.Kind != SegmentKind.Facts)
            throw new RecordException("the record does not start with the run's facts; it is damaged");
        Facts = RunFacts.FromJson(first.Payload.Span);
    }

    /// <summary>From the record itself, so as they were at the run's start: <see cref="RunFacts.Result"/> is null.</summary>
    public RunFacts Facts { get; }

    /// <summary>Null until it has been read, and when the run did not end properly.</summary>
    public ResultFacts? Result { get; private set; }

    /// <summary>Filled anew by each <see cref="Read"/>.</summary>
    public RecordedDelivery Delivery => decoder.Delivery;

    /// <summary>What was typed, as far as it has been read.</summary>
    public List<RecordedInput> Inputs { get; } = [];

    /// <summary>Set when <see cref="Read"/> returned false.</summary>
    public RecordEnd? End { get; private set; }

    /// <param name="path">Of run.akr, or of the directory that it is in.</param>
    /// <exception cref="RecordException">It is no record, or one of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RecordReader Open(string path) =>
        new(new SegmentFile(Directory.Exists(path) ? Path.Combine(path, RunFiles.Record) : path));

    /// <summary>True for a file that begins as a record does, of whatever version and however damaged.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static bool IsRecord(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] found = new byte[RecordFormat.Signature.Length];
        return file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == found.Length
            && RecordFormat.Signature.SequenceEqual(found);
    }

    /// <summary>The outside's id is -1. Known once it has sent or received something.</summary>
    public RecordedActor Actor(ActorId id) => decoder.Actor(id);

    /// <summary>Those seen so far, by id.</summary>
    public IEnumerable<RecordedActor> Actors => decoder.Actors;

    /// <summary>Goes on to the next delivery.</summary>
    /// <returns>False at the end, which <see cref="End"/> then tells about.</returns>
    public bool Read()
    {
        if (End is not null)
            return false;
        try
        {
            while (!hasDeliveries || !decoder.Read())
            {
                if (!NextDeliveries())
                    return false;
            }
        }
        catch (RecordException damage)
        {
            return Finish(damage.Message);
        }

        deliveries++;
        return true;
    }

    /// <summary>From here on reads other bytes, and then ends.</summary>
    internal void GoOnWith(ReadOnlyMemory<byte> payload)
    {
        isSpliced = true;
        hasDeliveries = true;
        decoder.Begin(payload);
    }

    public void Dispose() => source.Dispose();

    /// <summary>Goes on to the next segment with deliveries, by way of others.</summary>
    private bool NextDeliveries()
    {
        while (!isSpliced && source.Next() is Segment segment)
        {
            switch (segment.Kind)
            {
                case SegmentKind.Deliveries:
                    decoder.Begin(segment.Payload);
                    return hasDeliveries = true;
                case SegmentKind.Input:
                    Inputs.Add(InputSegment.Decode(segment.Payload.Span));
                    break;
                case SegmentKind.Result:
                    Result = RunFacts.ResultFromJson(segment.Payload.Span);
                    break;
                default:
                    return Finish("the facts of another run follow");
            }
        }

        return Finish(source.Trouble ?? (Result is null ? "the run did not end, or its end was not recorded" : null));
    }

    private bool Finish(string? trouble)
    {
        End = new(deliveries, source.SoundBytes, trouble);
        return false;
    }
}
