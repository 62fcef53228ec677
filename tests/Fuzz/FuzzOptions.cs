namespace ActorKernel.Fuzz;

/// <summary>The command line.</summary>
internal sealed record FuzzOptions(
    ulong Seed, TimeSpan Time, int Rounds, IReadOnlyList<bool> Modes, string? Form, int? Case)
{
    public const string Usage =
        "usage: Fuzz [--minutes N | --rounds N] [--seed S] [--mode i386|x64] [--form MODE:CODE [--case N]]\n"
        + "A form may be given by how it begins: all such forms are run.";

    /// <summary>Whether a form was asked for.</summary>
    public bool Includes(Form form) =>
        Form is null || (Case is null ? Name(form).StartsWith(Form, StringComparison.Ordinal) : Name(form) == Form);

    /// <summary>Null if that is none.</summary>
    public static FuzzOptions? Parse(string[] arguments)
    {
        FuzzOptions? options = new(1, TimeSpan.FromMinutes(1), int.MaxValue, [false, true], null, null);
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            options = arguments[i] switch
            {
                "--seed" => options with { Seed = ulong.Parse(value) },
                "--minutes" => options with { Time = TimeSpan.FromMinutes(double.Parse(value)) },
                "--rounds" => options with { Rounds = int.Parse(value), Time = TimeSpan.MaxValue },
                "--mode" => options with { Modes = value == "i386" ? [false] : [true] },
                "--form" => options with { Form = value },
                "--case" => options with { Case = int.Parse(value) },
                _ => null,
            };
            if (options is null)
                return null;
        }

        return options;
    }

    private static string Name(Form form) => $"{form.Mode}:{form.Code}";
}
