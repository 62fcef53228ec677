namespace ActorKernel.Tracing.Tests;

public sealed class RecordDamageTests
{
    private static readonly int MarkLength = RecordFormat.Mark.Length;

    [Fact]
    public void A_record_cut_anywhere_is_read_up_to_there()
    {
        using Recording recording = new();
        string whole = recording.Run(seed: 3, deliveries: 25, flushEvery: 7);
        for (int length = 0; length < recording.Bytes.Length; length++)
            AssertReadUpToTheDamage(recording.Bytes[..length], whole);
    }

    [Fact]
    public void A_record_with_any_byte_changed_is_read_up_to_there()
    {
        using Recording recording = new();
        string whole = recording.Run(seed: 3, deliveries: 25, flushEvery: 7);
        for (int place = 0; place < recording.Bytes.Length; place++)
        {
            byte[] damaged = recording.Bytes;
            damaged[place] ^= 0x10;
            AssertReadUpToTheDamage(damaged, whole);
        }
    }

    [Fact]
    public void A_segment_that_is_left_out_is_noticed()
    {
        using Recording recording = new();
        string whole = recording.Run(seed: 3, deliveries: 25, flushEvery: 7);
        byte[] bytes = recording.Bytes;
        int facts = EndOfSegment(bytes, MarkLength);
        int first = EndOfSegment(bytes, facts);
        AssertReadUpToTheDamage([.. bytes[..facts], .. bytes[first..]], whole);
    }

    [Fact]
    public void A_record_of_another_version_is_refused_by_its_number()
    {
        using Recording recording = new();
        recording.Run(seed: 3, deliveries: 2);
        byte[] bytes = recording.Bytes;
        bytes[6] = 9;
        RecordException refused = Assert.Throws<RecordException>(() => Recording.Open(bytes));
        Assert.Equal("it is a record of version 9; this program reads version 1: use the one that wrote it", refused.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5_000)]
    public void A_full_disk_changes_nothing_for_the_run_and_keeps_what_is_before(int room)
    {
        using SmallDisk disk = new(room);
        using RecordFile file = new(disk);
        RecordWriter writer = new(file, Recording.Facts);
        string transcript = Recording.Run(seed: 5, deliveries: 3_000, new Flushing(writer, 20));
        file.Close();
        Assert.Equal(Recording.Run(seed: 5, deliveries: 3_000, new Flushing(null, 1)), transcript);
        Assert.IsType<IOException>(file.Trouble);
        Assert.InRange(file.Written, 0, 2_999);
        Assert.Equal(3_000, writer.Deliveries);
        if (file.Written == 0)
            return;
        using RecordReader reader = Recording.Open(disk.Content);
        string read = RecordTests.Transcribed(reader);
        Assert.StartsWith(read, transcript);
        Assert.Equal(file.Written, reader.End!.Deliveries);
    }

    [Fact]
    public void Facts_that_cannot_be_had_are_the_records_trouble_and_not_the_runs()
    {
        using MemoryStream disk = new();
        using RecordFile file = new(disk);
        RecordWriter writer = new(file, () => throw new IOException("no room for inputs"));
        string transcript = Recording.Run(seed: 5, deliveries: 3_000, new Flushing(writer, 20));
        file.Close();
        Assert.Equal(Recording.Run(seed: 5, deliveries: 3_000, new Flushing(null, 1)), transcript);
        Assert.Equal("no room for inputs", file.Trouble?.Message);
        Assert.Equal((0, 3_000), (file.Written, writer.Deliveries));
    }

    private static void AssertReadUpToTheDamage(byte[] bytes, string whole)
    {
        try
        {
            using RecordReader reader = Recording.Open(bytes);
            string read = RecordTests.Transcribed(reader);
            Assert.StartsWith(read, whole);
            Assert.NotNull(reader.End!.Trouble);
        }
        catch (RecordException)
        {
            // It does not even start as a record; nothing else may happen.
        }
    }

    private static int EndOfSegment(byte[] bytes, int start) =>
        start + RecordFormat.HeaderBytes + BitConverter.ToInt32(bytes, start + 4);

    /// <summary>Takes so many bytes and then no more.</summary>
    private sealed class SmallDisk(int room) : Stream
    {
        private readonly MemoryStream content = new();

        public byte[] Content => content.ToArray();

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => content.Length;

        public override long Position { get => content.Position; set => content.Position = value; }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => content.Seek(offset, origin);

        public override void SetLength(long value) => content.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int fits = Math.Min(buffer.Length, room - (int)content.Length);
            content.Write(buffer[..Math.Max(0, fits)]);
            if (fits < buffer.Length)
                throw new IOException("the disk is full");
        }
    }
}
