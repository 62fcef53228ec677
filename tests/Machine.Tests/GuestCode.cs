using System.Buffers.Binary;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace ActorKernel.Machine.Tests;

/// <summary>A segment of an ELF file that a test makes up.</summary>
internal readonly record struct Part(uint Address, uint MemorySize, byte[] Content);

/// <summary>Programs too small, or too wrong, to be worth a file of C.</summary>
internal static class GuestCode
{
    /// <summary>A byte of the data page, that programs write from.</summary>
    private const uint Scratch = 0x1000;

    /// <summary>A static i386 executable, whether it makes sense or not.</summary>
    public static byte[] Elf(uint entry, params Part[] parts)
    {
        const int HeaderLength = 52;
        const int ProgramHeaderLength = 32;
        int start = HeaderLength + (parts.Length * ProgramHeaderLength);
        byte[] file = new byte[start + parts.Sum(part => part.Content.Length)];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1 }.CopyTo(file, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(16), 2); // an executable
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(18), 3); // for the i386
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(24), entry);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(28), HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(40), HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(42), ProgramHeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(44), (ushort)parts.Length);
        int at = start;
        for (int i = 0; i < parts.Length; i++)
        {
            uint[] header =
            [
                1, (uint)at, parts[i].Address, parts[i].Address,
                (uint)parts[i].Content.Length, parts[i].MemorySize, 7, 4096,
            ];
            for (int word = 0; word < header.Length; word++)
            {
                int place = HeaderLength + (i * ProgramHeaderLength) + (word * 4);
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(place), header[word]);
            }

            parts[i].Content.CopyTo(file, at);
            at += parts[i].Content.Length;
        }

        return file;
    }

    /// <summary>An xv6 program, from address 0; the page behind its code is its data.</summary>
    public static byte[] Xv6(Action<Assembler> write)
    {
        Assembler code = new(32);
        write(code);
        using MemoryStream bytes = new();
        code.Assemble(new StreamCodeWriter(bytes), 0);
        return Elf(0, new Part(0, 0x2000, bytes.ToArray()));
    }

    extension(Assembler code)
    {
        /// <summary>An xv6 system call; the result is in eax.</summary>
        public void Call(SystemCall call, params uint[] arguments)
        {
            foreach (uint argument in arguments.Reverse())
                code.push(unchecked((int)argument));
            code.push(0); // where a stub's return address would be
            code.mov(eax, (int)call);
            code.@int(64);
            code.add(esp, 4 * (arguments.Length + 1));
        }

        /// <summary>Forks: this is the child; the parent goes on behind it with the child's pid in eax.</summary>
        public void Child(Action child)
        {
            Label parent = code.CreateLabel();
            code.Call(SystemCall.Fork);
            code.test(eax, eax);
            code.jne(parent);
            child();
            code.Call(SystemCall.Exit);
            code.Label(ref parent);
        }

        /// <summary>Puts a string that ends with NUL there.</summary>
        public void Text(uint address, string text)
        {
            for (int i = 0; i <= text.Length; i++)
                code.mov(__byte_ptr[address + (uint)i], unchecked((sbyte)(i < text.Length ? text[i] : 0)));
        }

        /// <summary>Prints a character.</summary>
        public void Print(char character)
        {
            code.mov(__byte_ptr[Scratch], (sbyte)character);
            code.Call(SystemCall.Write, 1, Scratch, 1);
        }

        /// <summary>Prints eax, which is less than ten.</summary>
        public void PrintDigit()
        {
            code.add(al, (sbyte)'0');
            code.mov(__byte_ptr[Scratch], al);
            code.Call(SystemCall.Write, 1, Scratch, 1);
        }

        /// <summary>Turns without end.</summary>
        public void Spin()
        {
            Label here = code.CreateLabel();
            code.Label(ref here);
            code.jmp(here);
        }

        /// <summary>kill of the pid in eax.</summary>
        public void KillIt()
        {
            code.push(eax);
            code.push(0);
            code.mov(eax, (int)SystemCall.Kill);
            code.@int(64);
            code.add(esp, 8);
        }
    }
}

/// <summary>xv6's, as far as tests use them by number.</summary>
internal enum SystemCall
{
    Fork = 1,
    Exit = 2,
    Wait = 3,
    Read = 5,
    Kill = 6,
    Exec = 7,
    Dup = 10,
    GetPid = 11,
    Sleep = 13,
    Open = 15,
    Write = 16,
    Close = 21,
}
