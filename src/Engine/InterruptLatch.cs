using ActorKernel.Actors;
using BitOperations = System.Numerics.BitOperations;

namespace ActorKernel.Engine;

/// <summary>One receiver's interrupt line: 256 latches, a mask, and highest vector first.</summary>
/// <remarks>
/// A raise is a message of its own until it arrives; there it latches its vector, or coalesces with what is latched.
/// The line has its turn to deliver after all that was sent before the instant, so what arrives together is compared.
/// </remarks>
internal sealed class InterruptLatch : InterruptLine
{
    private const int Vectors = 256;

    private readonly PostOffice office;
    private readonly StoringCarrier<Interrupt> carrier;
    private readonly ActorId receiver;
    private readonly int[] latched = new int[Vectors];
    private readonly ulong[] isLatched = new ulong[Vectors / 64];
    private readonly int turn;
    private bool isMasked;
    private bool isTurnUnderway;

    public InterruptLatch(PostOffice office, ActorSeat receiver)
    {
        this.office = office;
        this.receiver = receiver.Id;
        carrier = office.CarrierTo<Interrupt>(receiver);
        turn = office.Table.Take();
        ref Header header = ref office.Table[turn];
        header.To = new() { Receiver = receiver.Number, Kind = carrier.Store.Number, Marks = MessageMarks.Turn };
        header.List = MessageTable.NoList;
        header.Sender = int.MaxValue; // so it sorts behind all mail of its instant
        header.Event = receiver.Number;
    }

    public long Coalesced { get; private set; }

    public override void Raise(Vector vector) => carrier.Raise(receiver, new(vector));

    public override void Mask() => isMasked = true;

    public override void Unmask()
    {
        Check.That(!office.IsInSlice, "A runner unmasks when it reports or is delivered to, not in a slice.");
        isMasked = false;
        AskForTurn(office.Stamp);
    }

    /// <summary>A raise is due: it is in no list any more.</summary>
    public void Arrive(int index)
    {
        int vector = VectorOf(index);
        if (IsLatched(vector))
        {
            CoalesceAtOnce(index);
            return;
        }

        latched[vector] = index;
        isLatched[vector / 64] |= 1UL << vector;
        if (!isMasked)
            AskForTurn(office.Instant);
    }

    /// <summary>The line's turn: the highest latched vector, unless masked. Then it asks for its next turn.</summary>
    public int? Take()
    {
        isTurnUnderway = false;
        if (isMasked || Highest() is not int vector)
            return null;
        int index = latched[vector];
        Forget(index);
        AskForTurn(office.Instant);
        return index;
    }

    /// <summary>A copy of what is latched arrives.</summary>
    public void CoalesceAtOnce(int copy)
    {
        Coalesced++;
        office.Free(copy);
    }

    public void Forget(int index)
    {
        int vector = VectorOf(index);
        isLatched[vector / 64] &= ~(1UL << vector);
    }

    public IEnumerable<int> Latched()
    {
        for (int vector = Vectors - 1; vector >= 0; vector--)
        {
            if (IsLatched(vector))
                yield return latched[vector];
        }
    }

    private void AskForTurn(ulong due)
    {
        if (isTurnUnderway || Highest() is null)
            return;
        isTurnUnderway = true;
        office.Table[turn].Due = due;
        office.Enqueue(turn, due);
    }

    private int? Highest()
    {
        for (int word = isLatched.Length - 1; word >= 0; word--)
        {
            if (isLatched[word] != 0)
                return (word * 64) + BitOperations.Log2(isLatched[word]);
        }

        return null;
    }

    private bool IsLatched(int vector) => (isLatched[vector / 64] >> vector & 1) != 0;

    private int VectorOf(int index) => carrier.Store[index].Vector.Number;
}
