using System.Buffers;
using System.Diagnostics;
using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>Decodes a block: from an address to the first branch, the end of the page, or as many as fit.</summary>
internal sealed unsafe class Translator
{
    private const int MostInstructions = 64;

    /// <summary>The most a block takes, with what may follow its last instruction.</summary>
    public const int MostOps = MostInstructions + 1;

    private readonly AddressSpace memory;
    private readonly FetchedBytes fetched = new();
    private readonly Decoder decoder32;
    private readonly Decoder decoder64;

    public Translator(AddressSpace memory)
    {
        this.memory = memory;
        decoder32 = Decoder.Create(32, fetched, DecoderOptions.ForceReservedNop);
        decoder64 = Decoder.Create(64, fetched, DecoderOptions.ForceReservedNop);
    }

    /// <summary>
    /// How many ops the block at <paramref name="address"/> has; 0 if its first instruction cannot be fetched.
    /// </summary>
    /// <param name="address">Of the first instruction.</param>
    /// <param name="ops">Room for <see cref="MostOps"/>.</param>
    /// <param name="isFlat">DS and ES need not be looked at.</param>
    /// <param name="model">The processor that is to run them.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="fault">Set when there is no block.</param>
    public int Translate(
        ulong address, Op* ops, bool isFlat, ProcessorModel model, out int length, out Trap fault)
    {
        ulong at = address;
        int count = 0;
        bool isOpen = true;
        fault = Trap.None;
        Shape previous = default;
        while (isOpen && count < MostInstructions && (at ^ address) < AddressSpace.PageSize)
        {
            int size = DecodeOne(at, ops + count, isFlat, model, out Shape shape, out fault);
            if (size == 0 || (count > 0 && ((at + (ulong)size - 1) ^ address) >= AddressSpace.PageSize))
                break; // only a block of one instruction may lie on two pages
            if (count > 0 && shape.Instruction.IsJccShortOrNear)
                Fuse(ops + count - 1, previous, shape.Instruction.ConditionCode);
            previous = shape;
            isOpen = shape.GoesOn;
            count++;
            at = (at + (ulong)size) & model.AddressMask;
        }

        length = (int)(uint)(at - address);
        if (count == 0)
            return 0;
        for (int i = 0; i < count; i++)
            ops[i].Remaining = count - i;
        fault = Trap.None;
        if (!isOpen)
            return count;
        ops[count] = new() { Execute = &Continue, Address = at };
        return count + 1;
    }

    /// <summary>
    /// The length of the instruction at <paramref name="address"/>, or 0 if not all of it can be fetched.
    /// </summary>
    private int DecodeOne(
        ulong address, Op* op, bool isFlat, ProcessorModel model, out Shape shape, out Trap fault)
    {
        Decoder decoder = model.Is64 ? decoder64 : decoder32;
        shape = default;
        fetched.Rewind(memory.Fetch(address, fetched.Bytes, model.AddressMask, out fault));
        decoder.IP = address;
        decoder.Decode(out Instruction instruction);
        if (instruction.IsInvalid)
        {
            if (decoder.LastError == DecoderError.NoMoreBytes)
                return 0;
            int used = fetched.Used;
            *op = Refused(address, IsTooLong(decoder, address, model.AddressMask) ? Vectors.GeneralProtection : Vectors.InvalidOpcode);
            return used;
        }

        shape = new(instruction, isFlat, model);
        void* function = null;
        Handler handler = model.Has(instruction.Code) ? Choose(shape, out function) : null;
        if (handler is null)
        {
            *op = Refused(address, Vectors.InvalidOpcode);
            return instruction.Length;
        }

        *op = shape.Operands();
        op->Execute = handler;
        op->Function = function;
        op->Address = address;
        op->Length = (byte)instruction.Length;
        shape = shape with { GoesOn = instruction.FlowControl is FlowControl.Next or FlowControl.Interrupt or FlowControl.Exception };
        return instruction.Length;
    }

    private static Handler Choose(in Shape shape, out void* function)
    {
        function = null;
        Handler handler = InstructionTable.Choose(shape);
        if (handler is null)
            handler = FloatTable.Choose(shape, out function);
        if (handler is null)
            handler = MmxTable.Choose(shape, out function);
        if (handler is null)
            handler = VectorTable.Choose(shape, out function);
        return handler;
    }

    /// <summary>
    /// Whether the invalid instruction just decoded would be a valid one, were it not longer than there may be.
    /// </summary>
    /// <remarks>Only repeated prefixes make an instruction so long: so it is decoded again without them.</remarks>
    private bool IsTooLong(Decoder decoder, ulong address, ulong addressMask)
    {
        if (fetched.Used < FetchedBytes.Most)
            return false;
        int prefixes = fetched.CountPrefixes();
        if (prefixes == FetchedBytes.Most)
            return true;
        Span<byte> kept = stackalloc byte[FetchedBytes.Most];
        int keptCount = fetched.CopyDistinctPrefixes(prefixes, kept);
        kept[..keptCount].CopyTo(fetched.Bytes);
        int rest = memory.Fetch(address + (ulong)prefixes, fetched.Bytes[keptCount..], addressMask, out _);
        fetched.Rewind(keptCount + rest);
        decoder.Decode(out Instruction instruction);
        return !instruction.IsInvalid || decoder.LastError == DecoderError.NoMoreBytes;
    }

    private static void Fuse(Op* op, in Shape shape, ConditionCode condition)
    {
        Handler fused = InstructionTable.ChooseFused(shape, condition);
        if (fused is null)
            return;
        op->Alone = op->Execute;
        op->Execute = fused;
        op->IsFused = true;
    }

    private static Op Refused(ulong address, byte vector) =>
        new() { Execute = &Refuse, Address = address, Immediate = vector };

    private static Op* Refuse(Cpu cpu, Op* op) => cpu.Fault(op, Trap.Exception((byte)op->Immediate));

    /// <summary>Stands behind a block that does not end in a branch, and is no instruction itself.</summary>
    private static Op* Continue(Cpu cpu, Op* op)
    {
        Debug.Assert(op->Remaining == 0, "Going on costs nothing.");
        return cpu.GoTo(op->Address, &op->NotTaken);
    }

    /// <summary>The bytes at hand for one instruction.</summary>
    private sealed class FetchedBytes : CodeReader
    {
        /// <summary>
        /// The longest instruction there is (SDM volume 2, 2.3.11); a longer one is a protection fault.
        /// </summary>
        public const int Most = 15;

        private static readonly SearchValues<byte> Prefixes =
            SearchValues.Create([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);

        private readonly byte[] bytes = new byte[Most];

        public Span<byte> Bytes => bytes;

        public int Count { get; private set; }

        public int Used { get; private set; }

        public void Rewind(int count) => (Count, Used) = (count, 0);

        public override int ReadByte() => Used < Count ? bytes[Used++] : -1;

        public int CountPrefixes()
        {
            int other = bytes.AsSpan().IndexOfAnyExcept(Prefixes);
            return other < 0 ? Most : other;
        }

        public int CopyDistinctPrefixes(int count, Span<byte> into)
        {
            int kept = 0;
            foreach (byte prefix in bytes.AsSpan(0, count))
            {
                if (!into[..kept].Contains(prefix))
                    into[kept++] = prefix;
            }

            return kept;
        }
    }
}
