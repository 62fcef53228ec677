using ActorKernel.Actors;

namespace ActorKernel.Machine.Tests;

/// <summary>A person types while the machine runs; here one who does so as soon as nothing goes on.</summary>
public sealed class LiveTests
{
    /// <remarks>Its processes sleep, and copy so much that a core is far behind the next tick when it has done.</remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Time_passes_while_much_goes_on(int cores)
    {
        Machine machine = new(new() { Cores = cores, Init = true });
        Typist typist = new("usertests\n");

        RunReport report = machine.Run(new() { Interrupted = () => typist.IsDone }, typist);

        Assert.EndsWith("ALL TESTS PASSED\n$ ", report.Console, StringComparison.Ordinal);
    }

    /// <summary>Types a line when all wait, and has done when they do so again.</summary>
    private sealed class Typist(string line) : IKeyboard
    {
        private int asked;

        public bool IsDone => asked > 1 && !HasKeys;

        public bool HasKeys { get; private set; }

        public Bytes Take(Tsc at)
        {
            HasKeys = false;
            return Bytes.Latin1(line);
        }

        public TscSpan Wait(TscSpan? most)
        {
            if (most is TscSpan all)
                return all;
            HasKeys = ++asked == 1;
            return TscSpan.Zero;
        }
    }
}
