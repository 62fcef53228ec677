using System.Text;
using ActorKernel.Actors;
using ActorKernel.Guest;

namespace ActorKernel.Processes.Tests;

/// <summary>Fresh programs of both kernels, and why there is none.</summary>
public sealed class LoaderTests
{
    /// <summary>As measured on xv6, for "regs0 a bb ccc dddd" and an image of one page.</summary>
    [Fact]
    public void Xv6_puts_its_arguments_on_the_stack_as_measured()
    {
        Context context = Programs.Load(Xv6.Instance, Programs.Elf(0), "regs0", "a", "bb", "ccc", "dddd").Context!;

        uint[] words = [.. Enumerable.Range(0, 9).Select(i => context.Word(0x2fc0 + (4 * (uint)i)))];
        Assert.Equal([0xffff_ffff, 5, 0x2fcc, 0x2ff8, 0x2ff4, 0x2ff0, 0x2fec, 0x2fe4, 0], words);
        Assert.Equal("dddd\0\0\0\0ccc\0bb\0\0a\0\0\0regs0\0", Encoding.Latin1.GetString(context.Read(0x2fe4, 26)));
        Assert.Equal((0x2fc0u, 0u, 0u), (context.Registers.Esp, context.Registers.Eip, context.Registers.Eax));
        Assert.Equal(0x3000u, context.Size);
        Assert.False(context.Memory.TryReadByte(0x1000, Privilege.User, out _)); // the guard page
        Assert.True(context.Memory.TryReadByte(0x1000, Privilege.Kernel, out _));
        Assert.True(context.Memory.TryWriteUInt32(0, 1, Privilege.User)); // text is writable
        context.Memory.Dispose();
    }

    /// <summary>argc 2 with "e1": the longest second string is 4067.</summary>
    [Theory]
    [InlineData(4067, null)]
    [InlineData(4068, "the arguments do not fit into the stack page")]
    [InlineData(100_000, "the arguments do not fit into the stack page")]
    public void Xv6_takes_arguments_of_one_page(int length, string? reason) =>
        AssertReason(reason, Programs.Load(Xv6.Instance, Programs.Elf(0), "e1", new string('x', length)));

    [Theory]
    [InlineData(30, null)]
    [InlineData(31, "32 arguments are more than 31")]
    public void Xv6_takes_31_arguments(int others, string? reason) => AssertReason(
        reason, Programs.Load(Xv6.Instance, Programs.Elf(0), "e", [.. Enumerable.Repeat("x", others)]));

    [Fact]
    public void Xv6_cuts_a_name_at_15_characters()
    {
        Context context = Programs.Load(Xv6.Instance, Programs.Elf(0), "longname901234567").Context!;

        Assert.Equal("longname9012345", context.Name);
        context.Memory.Dispose();
    }

    [Fact]
    public void Xv6_leaves_the_callers_registers_alone_but_for_three()
    {
        Registers caller = Registers.ForUser32(1, 2);
        (caller.Rbx, caller.Rcx, caller.Rdx, caller.Rsi, caller.Rdi, caller.Rbp, caller.Rax) = (3, 4, 5, 6, 7, 8, 9);
        caller.Rflags = 0x8d7;
        Context context = Xv6.Instance.Load(
            new(Programs.Elf(0), "e", new(["e"]), new(3), new(2), new(1, new(1)), Xv6Options.Default), caller).Context!;

        Registers expected = caller;
        (expected.Rax, expected.Rip, expected.Rsp) = (0, 0, context.Registers.Rsp);
        Assert.Equal(expected, context.Registers);
        context.Memory.Dispose();
    }

    [Theory]
    [InlineData(0x7fff_dfff, null)]
    [InlineData(0x7fff_e001, "the image leaves no room for a stack")]
    public void Xv6_needs_two_pages_above_the_image(uint memorySize, string? reason) =>
        AssertReason(reason, Programs.Load(Xv6.Instance, Programs.Elf(0, memorySize), "e"));

    [Fact]
    public void Akaros_tells_a_program_who_it_is()
    {
        Context context = Programs.Load(Akaros.Instance, Programs.Elf(Programs.Entry), "prog", "one", "two").Context!;

        Assert.Equal((3u, 2u, 1u), (context.Word(0x7f80_0000), context.Word(0x7f80_0004), context.Word(0x7f80_0008)));
        Assert.Equal(1_000_000u, context.Word(0x7f80_000c)); // tsc_freq
        uint second = context.Word(0x7f80_0000 + 32 + 4);
        Assert.Equal("one\0two\0", Encoding.Latin1.GetString(context.Read(second, 8)));
        Assert.Equal(0u, context.Word(0x7f80_0000 + 32 + 12));
        Assert.False(context.Memory.TryWriteUInt32(0x7f80_0000, 1, Privilege.User));
        Assert.Equal((Programs.Entry, 0x7f3f_f000u), (context.Registers.Eip, context.Registers.Esp));
        Assert.Equal(0x10u, context.Word(AkarosLayout.VcoreFlags));
        context.Memory.Dispose();
    }

    [Theory]
    [InlineData(29, 1, null)]
    [InlineData(30, 1, "31 arguments are more than 30")]
    [InlineData(1, 3066, null)] // with "prog" and two ends 3072 bytes
    [InlineData(1, 3067, "the arguments are longer than 3072 bytes")]
    public void Akaros_takes_arguments_that_fit_into_procinfo(int others, int length, string? reason) => AssertReason(
        reason,
        Programs.Load(
            Akaros.Instance,
            Programs.Elf(Programs.Entry),
            "prog",
            [.. Enumerable.Repeat(new string('x', length), others)]));

    [Fact]
    public void A_fork_has_the_same_memory_and_no_alarm()
    {
        Context parent = Programs.Load(Xv6.Instance, Programs.Elf(0), "e").Context!;
        parent.TickAlarm.Set(1, 0, Tsc.Boot);
        Context child = parent.Fork(new(9), new(3));
        child.Memory.TryWriteUInt32(0, 77, Privilege.User);

        Assert.NotEqual(77u, parent.Word(0));
        Assert.Equal((9, 3), (child.Pid.Number, child.Parent.Number));
        Assert.Equal(parent.Registers, child.Registers);
        Assert.False(child.TickAlarm.Tick(child));
        Assert.True(parent.TickAlarm.Tick(parent));
        parent.Memory.Dispose();
        Assert.Equal(77u, child.Word(0));
        child.Memory.Dispose();
    }

    private static void AssertReason(string? reason, in LoadResult result)
    {
        Assert.Equal(reason, result.Reason);
        Assert.Equal(reason is null, result.Context is not null);
        result.Context?.Memory.Dispose();
    }
}
