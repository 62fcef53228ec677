using System.Text.RegularExpressions;
using ActorKernel.Guest;
using Iced.Intel;

namespace ActorKernel.Fuzz.Tests;

/// <summary>docs/CPU.md, the list of features and the tables of instructions say the same.</summary>
public sealed partial class SupportTests
{
    private const int Tries = 30;
    private const int FewTries = 2;

    private static readonly string[] Document = File.ReadAllLines(Find("docs/CPU.md"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_instruction_of_a_listed_feature_is_there_or_excluded_with_a_reason(bool is64)
    {
        List<Form> forms = FormList.All(is64);
        Generator generator = new(is64, forms);
        using GuestProcessor guest = new(is64);
        Assert.DoesNotContain(forms, form => !IsInvalidOnPurpose(form) && !IsThere(generator, guest, form));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_instruction_of_a_feature_that_is_not_listed_is_invalid(bool is64)
    {
        List<Form> forms = [.. Enum.GetValues<Code>()
            .Select(code => new Form(code, is64))
            .Where(form => form.Info.IsInstruction && (is64 ? form.Info.Mode64 : form.Info.Mode32)
                && form.Code.CpuidFeatures().Any(feature => feature.ToString().StartsWith("AVX", StringComparison.Ordinal)))];
        Generator generator = new(is64, forms);
        using GuestProcessor guest = new(is64);
        Assert.True(forms.Count > 500);
        Assert.DoesNotContain(forms, form => IsThere(generator, guest, form, FewTries));
    }

    [Fact]
    public void The_document_lists_the_features() =>
        Assert.Equal(
            ProcessorModel.Features.Select(feature => feature.ToString()).Order(StringComparer.Ordinal),
            Rows("Features").Select(row => row.Names).SelectMany(names => names).Order(StringComparer.Ordinal));

    [Fact]
    public void The_document_lists_the_exclusions_with_their_reasons() =>
        Assert.Equal(
            Exclusions.Reasons.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal),
            Rows("Exclusions").SelectMany(row => row.Names.Select(name => $"{name}: {row.Text}")).Order(StringComparer.Ordinal));

    [Fact]
    public void The_document_lists_what_is_not_compared_with_its_reasons() =>
        Assert.Equal(
            FormList.Incomparable.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal),
            Rows("Not compared").SelectMany(row => row.Names.Select(name => $"{name}: {row.Text}")).Order(StringComparer.Ordinal));

    private static bool IsInvalidOnPurpose(Form form) => form.Code.ToString().StartsWith("Ud", StringComparison.Ordinal);

    private static bool IsThere(Generator generator, GuestProcessor guest, Form form, int tries = Tries)
    {
        for (ulong seed = 0; seed < (ulong)tries; seed++)
        {
            if (generator.Make(form, seed) is not Case made)
                continue;
            MachineState state = new() { Registers = made.Registers };
            Registers flat = form.Is64 ? Registers.ForUser64(0, 0) : Registers.ForUser32(0, 0);
            (state.Registers.Cs, state.Registers.Ss, state.Registers.Ds, state.Registers.Es) = (flat.Cs, flat.Ss, flat.Ds, flat.Es);
            guest.Run(made.Bytes, 1, state);
            if (state.Trap != Trap.Exception(Vectors.InvalidOpcode))
                return true;
        }

        return false;
    }

    /// <summary>The rows of a section's table: what the first column names, and what the last says.</summary>
    private static IEnumerable<(string[] Names, string Text)> Rows(string section) => Document
        .SkipWhile(line => line != $"## {section}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | "))
        .Select(cells => (Name().Matches(cells[0]).Select(match => match.Groups[1].Value).ToArray(), cells[^1]));

    private static string Find(string file)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, file)))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new DirectoryNotFoundException($"No {file} above the tests."), file);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
