using ActorKernel.Guest;

namespace ActorKernel.Fuzz;

/// <summary>A mode's forms against the host: random cases, each a function of seed, form and number alone.</summary>
internal sealed class Campaign(HostProcessor host, bool is64, ulong seed, Predicate<Form> includes) : IDisposable
{
    private const int MostReports = 3; // of one form
    private const int SequenceEvery = 4; // of so many cases one is of several instructions

    private readonly GuestProcessor guest = new(is64);
    private readonly MachineState hosts = new();
    private readonly MachineState guests = new();
    private readonly List<Form> forms = FormList.All(is64).FindAll(form => FormList.WhyNot(form) is null && includes(form));
    private readonly Generator generator = new(is64, FormList.All(is64).FindAll(form => FormList.WhyNot(form) is null));
    private readonly Dictionary<Form, int> reported = [];
    private readonly Dictionary<Form, int> counts = [];
    private ulong dataSeed = ulong.MaxValue;

    public long Cases { get; private set; }

    public long Mismatches { get; private set; }

    public int Covered => counts.Count;

    /// <summary>Cases of the form that had the fewest.</summary>
    public int Fewest => forms.Count == 0 ? int.MaxValue : forms.Min(form => counts.GetValueOrDefault(form));

    public int Supported => forms.Count;

    public IEnumerable<Form> Uncovered => forms.Where(form => !counts.ContainsKey(form));

    public IReadOnlyList<Form> Forms => forms;

    /// <summary>One more case of every form.</summary>
    public void Round(int number, Action<string> report)
    {
        foreach (Form form in forms)
            RunCase(form, number, report);
    }

    public void RunCase(Form form, int number, Action<string> report)
    {
        ulong caseSeed = new Chance(seed ^ ((ulong)form.Code << 40) ^ (is64 ? 1UL << 60 : 0) ^ ((ulong)number << 4)).Next();
        bool isSequence = number % SequenceEvery == SequenceEvery - 1;
        if ((isSequence ? generator.MakeSequence(form, caseSeed) : generator.Make(form, caseSeed)) is not Case made)
            return;
        counts[form] = counts.GetValueOrDefault(form) + 1;
        Cases++;
        string? differences = Compare(made);
        if (differences is null)
            return;
        Mismatches++;
        int count = reported.GetValueOrDefault(form);
        reported[form] = count + 1;
        if (count < MostReports)
            report($"{form} #{number}: {made.Text} ({Convert.ToHexString(made.Bytes)}){differences}"
                + $" before: {Comparison.Describe(made)}"
                + $" again: --seed {seed} --form {form.Mode}:{form.Code} --case {number}");
    }

    public void Dispose() => guest.Dispose();

    private string? Compare(Case made)
    {
        Prepare(made.PoolSeed);
        Registers flat = is64 ? Registers.ForUser64(0, 0) : Registers.ForUser32(0, 0);
        guests.Registers = made.Registers;
        (guests.Registers.Cs, guests.Registers.Ss, guests.Registers.Ds, guests.Registers.Es) =
            (flat.Cs, flat.Ss, flat.Ds, flat.Es);
        guests.Registers.GsBase = is64 ? Layout.GsBase : 0;
        guest.Run(made.Bytes, 1 + made.More.Count, guests);
        if ((long)guests.Registers.Rip < 0)
            return null; // not every host survives a jump into its kernel's half of memory
        if (Layout.IsHostsOwn(guests.Trap.Address))
            return null; // a bit's number can lead there from anywhere, and only the host has a page there
        hosts.Registers = made.Registers;
        host.Run(made.Bytes, hosts, is64, made.IsStepped);
        HostProcessor.Bytes(Layout.Data, hosts.Data.Length).CopyTo(hosts.Data);
        HostProcessor.Bytes(Layout.Low, hosts.Low.Length).CopyTo(hosts.Low);
        return Comparison.Differences(made, hosts, guests);
    }

    /// <summary>Fills memory on both sides.</summary>
    private void Prepare(ulong poolSeed)
    {
        Chance chance = new(poolSeed);
        Write(Layout.Data, chance.Bytes((int)Layout.DataBytes));
        if (dataSeed != poolSeed)
            Write(Layout.Low, chance.Bytes((int)Layout.DataBytes));
        dataSeed = poolSeed;
    }

    private void Write(uint address, ReadOnlySpan<byte> bytes)
    {
        HostProcessor.Fill(address, bytes);
        guest.Write(address, bytes);
    }
}
