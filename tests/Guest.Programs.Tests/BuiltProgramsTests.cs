using Iced.Intel;

namespace ActorKernel.Guest.Programs.Tests;

public sealed class BuiltProgramsTests
{
    private const int LargestTotalBytes = 3_000_000;
    private const int LargestXv6FileBytes = 140 * 512; // MAXFILE blocks

    [Fact]
    public void Every_source_has_its_program_and_every_program_its_source() =>
        Assert.Equal(GuestFolder.Wanted.Select(wanted => wanted.Elf).Order(StringComparer.Ordinal),
            GuestFolder.Built.Order(StringComparer.Ordinal));

    [Fact]
    public void The_manifest_names_every_program_and_nothing_else() =>
        Assert.Equal(GuestFolder.Built.Order(StringComparer.Ordinal),
            GuestFolder.Manifest.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_program_is_the_one_that_the_manifest_describes()
    {
        string[] changed = [.. GuestFolder.Built.Where(elf =>
            GuestFolder.Manifest.TryGetValue(elf, out ManifestLine? line)
            && line.ElfHash != GuestFolder.HashOfElf(elf))];
        Assert.True(changed.Length == 0, Message("differ from what guest/bin/MANIFEST says", changed));
    }

    [Fact]
    public void Every_program_was_built_from_the_sources_as_they_are_now()
    {
        string[] stale = [.. GuestFolder.Wanted
            .Where(wanted => GuestFolder.Manifest.TryGetValue(wanted.Elf, out ManifestLine? line)
                && line.SourcesHash != GuestFolder.HashOfSources(wanted.Elf, wanted.Source))
            .Select(wanted => wanted.Elf)];
        Assert.True(stale.Length == 0, Message("are older than their sources", stale));
    }

    [Fact]
    public void Every_check_has_the_text_that_it_must_print() =>
        Assert.Equal(
            GuestFolder.Wanted.Where(wanted => wanted.Source.StartsWith("checks/", StringComparison.Ordinal))
                .Select(wanted => Path.GetFileNameWithoutExtension(wanted.Source) + ".txt")
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(GuestFolder.PathOf("checks/expected")).Select(file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void All_programs_together_stay_small() =>
        Assert.InRange(GuestFolder.Built.Sum(elf => new FileInfo(GuestFolder.PathOf("bin/" + elf)).Length),
            1, LargestTotalBytes);

    [Fact]
    public void Programs_fit_a_file_of_xv6s_file_system() =>
        Assert.All(
            GuestFolder.Built.Where(elf => elf.StartsWith("userland/", StringComparison.Ordinal)),
            elf => Assert.InRange(
                new FileInfo(GuestFolder.PathOf("bin/" + elf)).Length, 1, LargestXv6FileBytes));

    [Fact]
    public void No_program_uses_floating_point_or_vector_instructions()
    {
        string[] found = [.. GuestFolder.Built.SelectMany(elf => Forbidden(elf).Take(1))];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Fact]
    public void Programs_are_linked_as_their_personality_loads_them()
    {
        foreach (string elf in GuestFolder.Built)
        {
            Elf32 program = Read(elf);
            Assert.True(program.IsI386Executable, elf);
            bool isAkaros = elf.Contains("akaros", StringComparison.Ordinal);
            if (isAkaros)
            {
                Assert.All(program.Segments, segment => Assert.True(
                    (segment.Flags & 3) != 3 && segment.Address % 4096 == 0, $"{elf}: {segment}"));
            }
            else
            {
                Assert.Equal((0u, 7u), (program.Segments.Single().Address, program.Segments.Single().Flags));
            }
        }
    }

    private static Elf32 Read(string elf) => new(File.ReadAllBytes(GuestFolder.PathOf("bin/" + elf)));

    private static IEnumerable<string> Forbidden(string elf)
    {
        foreach (Elf32.Code code in Read(elf).CodeSections)
        {
            Decoder decoder = Decoder.Create(32, new ByteArrayCodeReader(code.Bytes), code.Address);
            while (decoder.IP < code.Address + (ulong)code.Bytes.Length)
            {
                Instruction instruction = decoder.Decode();
                if (instruction.IsInvalid || instruction.CpuidFeatures.Any(IsForbidden))
                    yield return $"{elf}: {instruction} at {instruction.IP32:x}";
            }
        }
    }

    private static bool IsForbidden(CpuidFeature feature) =>
        feature.ToString() is var name
        && (name.StartsWith("FPU", StringComparison.Ordinal) || name.StartsWith("MMX", StringComparison.Ordinal)
            || name.StartsWith("SSE", StringComparison.Ordinal) || name.StartsWith("SSSE", StringComparison.Ordinal)
            || name.StartsWith("AVX", StringComparison.Ordinal) || name.StartsWith("D3NOW", StringComparison.Ordinal));

    private static string Message(string what, string[] programs) =>
        $"These {what}; run guest/build and commit guest/bin: {string.Join(", ", programs)}";
}
