using ActorKernel.Guest;

namespace ActorKernel.Fuzz;

/// <summary>Runs instructions on the interpreter.</summary>
internal sealed class GuestProcessor : IDisposable
{
    private readonly AddressSpace memory;
    private readonly Interpreter interpreter;

    public GuestProcessor(bool is64)
    {
        memory = new(is64 ? 1UL << 47 : 1UL << 32);
        const Protection Data = Protection.Read | Protection.Write;
        bool isMapped = memory.Map(Layout.Code, Layout.CodeBytes, Protection.Read | Protection.Execute)
            && memory.Map(Layout.Data, Layout.DataBytes, Data)
            && memory.Map(Layout.Low, Layout.DataBytes, Data)
            && memory.Map(Layout.Constants, Layout.Page, Protection.Read)
            && memory.Fill(Layout.Code, Layout.CodeBytes, 0xcc, Privilege.Kernel)
            && memory.Write(Layout.Constants, new Chance(1).Bytes((int)Layout.Page), Privilege.Kernel);
        if (!isMapped)
            throw new InvalidOperationException("The guest's memory is as the layout says.");
        interpreter = new(memory, new Gates(), is64 ? ProcessorModel.X64 : ProcessorModel.I386WithVectors);
    }

    public void Write(uint address, ReadOnlySpan<byte> bytes) => memory.Write(address, bytes, Privilege.Kernel);

    public void Run(ReadOnlySpan<byte> code, int count, MachineState state)
    {
        Span<byte> place = stackalloc byte[Layout.MostCode];
        place.Fill(0xcc);
        code.CopyTo(place);
        memory.Write(Layout.Start, place, Privilege.Kernel);
        RunResult result = interpreter.Run(ref state.Registers, count, 0);
        (state.Retired, state.Trap) = ((int)result.Retired, result.Trap);
        memory.Read(Layout.Data, state.Data, Privilege.Kernel);
        memory.Read(Layout.Low, state.Low, Privilege.Kernel);
    }

    public void Dispose() => memory.Dispose();
}
