using System.Runtime.CompilerServices;
using Iced.Intel;

namespace ActorKernel.Guest;

/// <summary>One of the sixteen conditions that branches, moves and sets go by (SDM volume 1, appendix B).</summary>
internal interface ICondition
{
    static abstract bool Holds(Cpu cpu);
}

/// <summary>Makes a handler for a condition known as a type.</summary>
internal unsafe interface IConditional
{
    static abstract Handler For<TCondition>(in Shape shape)
        where TCondition : struct, ICondition;
}

internal static unsafe class Conditions
{
    public static Handler Choose<TForm>(ConditionCode condition, in Shape shape)
        where TForm : struct, IConditional => condition switch
        {
            ConditionCode.o => TForm.For<IsOverflow>(shape),
            ConditionCode.no => TForm.For<Not<IsOverflow>>(shape),
            ConditionCode.b => TForm.For<IsBelow>(shape),
            ConditionCode.ae => TForm.For<Not<IsBelow>>(shape),
            ConditionCode.e => TForm.For<IsEqual>(shape),
            ConditionCode.ne => TForm.For<Not<IsEqual>>(shape),
            ConditionCode.be => TForm.For<IsBelowOrEqual>(shape),
            ConditionCode.a => TForm.For<Not<IsBelowOrEqual>>(shape),
            ConditionCode.s => TForm.For<IsSign>(shape),
            ConditionCode.ns => TForm.For<Not<IsSign>>(shape),
            ConditionCode.p => TForm.For<IsParity>(shape),
            ConditionCode.np => TForm.For<Not<IsParity>>(shape),
            ConditionCode.l => TForm.For<IsLess>(shape),
            ConditionCode.ge => TForm.For<Not<IsLess>>(shape),
            ConditionCode.le => TForm.For<IsLessOrEqual>(shape),
            ConditionCode.g => TForm.For<Not<IsLessOrEqual>>(shape),
            _ => null,
        };
}

internal readonly struct Not<TCondition> : ICondition
    where TCondition : struct, ICondition
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Holds(Cpu cpu) => !TCondition.Holds(cpu);
}

internal readonly struct IsOverflow : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Overflow;
}

internal readonly struct IsBelow : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Carry;
}

internal readonly struct IsEqual : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Zero;
}

internal readonly struct IsBelowOrEqual : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Carry || cpu.Zero;
}

internal readonly struct IsSign : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Sign;
}

internal readonly struct IsParity : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Parity;
}

internal readonly struct IsLess : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Less;
}

internal readonly struct IsLessOrEqual : ICondition
{
    public static bool Holds(Cpu cpu) => cpu.Zero || cpu.Less;
}
