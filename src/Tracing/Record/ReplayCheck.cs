using System.Buffers.Binary;
using ActorKernel.Actors;

namespace ActorKernel.Tracing;

/// <summary>The first delivery in which a repeated run is not the recorded one.</summary>
/// <param name="Recorded">As a transcript's line; null when the recorded run has ended before.</param>
/// <param name="Repeated">Likewise; null when the repeated run has ended before.</param>
public sealed record Divergence(long Step, string? Recorded, string? Repeated);

/// <summary>Compares a run with the record of an earlier one, segment by segment, by their hashes.</summary>
/// <remarks>The run is recorded too, cut where the record is; nothing but the segment at hand is kept.</remarks>
public sealed class ReplayCheck : IObserver, ISegmentSink
{
    private readonly Func<ISegmentSource> open;
    private readonly List<Cut> cuts = [];
    private readonly RecordWriter writer;
    private readonly byte[] chain = new byte[RecordFormat.HashBytes];
    private int next; // the segment that is compared next

    /// <param name="path">Of run.akr.</param>
    /// <exception cref="RecordException">It is no record, or one of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ReplayCheck(string path)
        : this(() => new SegmentFile(path))
    {
    }

    internal ReplayCheck(Func<ISegmentSource> open)
    {
        this.open = open;
        using ISegmentSource source = open();
        RunFacts? facts = null;
        while (source.Next() is Segment segment)
        {
            if (segment.Kind == SegmentKind.Facts)
                facts = RunFacts.FromJson(segment.Payload.Span);
            else if (segment.Kind == SegmentKind.Input)
                Inputs.Add(InputSegment.Decode(segment.Payload.Span));
            else if (segment.Kind == SegmentKind.Result)
                Result = RunFacts.ResultFromJson(segment.Payload.Span);
            else
                cuts.Add(new(segment.Deliveries, segment.Hash));
        }

        Facts = facts ?? throw new RecordException("the record does not start with the run's facts; it is damaged");
        Trouble = source.Trouble;
        writer = new(this, Facts) { CutAt = NextCut };
    }

    public RunFacts Facts { get; }

    public ResultFacts? Result { get; }

    public List<RecordedInput> Inputs { get; } = [];

    /// <summary>Why not all of the record can be read; what can is compared.</summary>
    public string? Trouble { get; }

    /// <summary>True when the recorded run has ended and all of it is there.</summary>
    public bool IsWhole => Trouble is null && Result is not null;

    /// <summary>In the record.</summary>
    public long Recorded => cuts.Count == 0 ? 0 : cuts[^1].Deliveries;

    /// <summary>Deliveries of this run that are the recorded ones, as far as it has been looked.</summary>
    public long Same { get; private set; }

    public Divergence? Divergence { get; private set; }

    private long NextCut => next < cuts.Count ? cuts[next].Deliveries : long.MaxValue;

    public void Delivering(Mail mail, in Delivery delivery)
    {
        long last = IsWhole ? Recorded + 1 : Recorded; // one more than there should be, to name it
        if (Divergence is null && writer.Deliveries < last)
            writer.Delivering(mail, delivery);
    }

    /// <summary>Compares the rest, when the run is over.</summary>
    /// <param name="isWhole">True when it has ended of itself, so that there should be nothing more in the record.</param>
    public void Finish(bool isWhole)
    {
        writer.Flush();
        if (Divergence is null && isWhole && Same < Recorded)
            Compare(default, isOver: true);
    }

    bool ISegmentSink.Take(SegmentKind kind, byte[] payload, int length, long deliveries)
    {
        if (kind != SegmentKind.Deliveries)
            return true;
        ReadOnlyMemory<byte> own = payload.AsMemory(0, length);
        if (next < cuts.Count && deliveries == cuts[next].Deliveries && HashOf(own.Span, deliveries) == cuts[next].Hash)
        {
            Same = deliveries;
            next++;
            writer.CutAt = NextCut;
            return true;
        }

        Compare(own, isOver: false);
        return Divergence is null;
    }

    bool ISegmentSink.Begin(Func<RunFacts> facts) => true;

    byte[] ISegmentSink.Fresh() => new byte[RecordFormat.SegmentBytes];

    private UInt128 HashOf(ReadOnlySpan<byte> payload, long deliveries)
    {
        Span<byte> header = stackalloc byte[RecordFormat.HeaderBytes];
        RecordFormat.WriteHeader(header, SegmentKind.Deliveries, payload, deliveries, chain);
        return BinaryPrimitives.ReadUInt128LittleEndian(chain);
    }

    /// <summary>Reads both, from the start because they refer back, and finds where they part.</summary>
    /// <param name="own">What this run did after the deliveries that are known to be the same.</param>
    private void Compare(ReadOnlyMemory<byte> own, bool isOver)
    {
        using RecordReader recorded = new(open());
        using RecordReader repeated = new(open());
        for (long step = 0; step < Same; step++)
        {
            recorded.Read();
            repeated.Read();
        }

        repeated.GoOnWith(own);
        while (repeated.Read())
        {
            string? there = recorded.Read() ? TranscriptLine.Of(recorded) : null;
            string here = TranscriptLine.Of(repeated);
            if (there != here)
            {
                Divergence = new(Same + 1, there, here);
                return;
            }

            Same++;
        }

        if (isOver && recorded.Read())
            Divergence = new(Same + 1, TranscriptLine.Of(recorded), null);
    }

    private readonly record struct Cut(long Deliveries, UInt128 Hash);
}
