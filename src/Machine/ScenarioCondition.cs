using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorKernel.Actors;

namespace ActorKernel.Machine;

/// <summary>One condition that ends a run, as people write it: in a scenario's until list and after --until.</summary>
public sealed record StopCondition
{
    /// <summary>For messages.</summary>
    public const string Forms = "exit, vt=50ms, steps=1M, console:/REGEX/ or alarm=10";

    private const string ConsoleStart = "console:/";

    /// <summary>As it was written.</summary>
    public string Text { get; private init; } = "";

    public bool Exit { get; private init; }

    public Duration? Time { get; private init; }

    public long? Deliveries { get; private init; }

    public int? Alarms { get; private init; }

    public Regex? Console { get; private init; }

    public static bool TryParse(
        string text, [NotNullWhen(true)] out StopCondition? condition, [NotNullWhen(false)] out string? objection)
    {
        condition = null;
        objection = null;
        if (text == "exit")
            condition = new() { Exit = true };
        else if (ValueOf("vt=", text) is string time)
            condition = Duration.TryParse(time, out Duration span) ? new() { Time = span } : null;
        else if (ValueOf("steps=", text) is string steps)
            condition = Count.TryParse(steps, out long count) && count > 0 ? new() { Deliveries = count } : null;
        else if (ValueOf("alarm=", text) is string alarms)
            condition = int.TryParse(alarms, NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) && wanted > 0 ? new() { Alarms = wanted } : null;
        else if (text.StartsWith(ConsoleStart, StringComparison.Ordinal) && text.Length > ConsoleStart.Length + 1 && text[^1] == '/')
            return TryMatch(text[ConsoleStart.Length..^1], out condition, out objection);

        condition = condition is null ? null : condition with { Text = text };
        if (condition is null)
            objection = $"'{text}' is no condition that can end a run";
        return condition is not null;
    }

    /// <summary>The first that is met ends the run.</summary>
    public static RunUntil FirstOf(IReadOnlyCollection<StopCondition> conditions, ulong tscHz)
    {
        Regex[] patterns = [.. conditions.Select(condition => condition.Console).OfType<Regex>()];
        return new()
        {
            Exit = conditions.Any(condition => condition.Exit),
            Time = conditions.Select(condition => condition.Time is Duration time ? Tsc.Boot + time.At(tscHz) : (Tsc?)null).Min(),
            Deliveries = conditions.Min(condition => condition.Deliveries),
            Alarms = conditions.Min(condition => condition.Alarms),
            Console = patterns switch
            {
                [] => null,
                [Regex only] => only,
                _ => new(string.Join('|', patterns.Select(pattern => $"(?:{pattern})")), patterns[0].Options),
            },
        };
    }

    private static string? ValueOf(string key, string text) =>
        text.StartsWith(key, StringComparison.Ordinal) ? text[key.Length..] : null;

    /// <summary>In linear time whatever the pattern, so without lookaround and back references; ^ and $ are a line's.</summary>
    private static bool TryMatch(
        string pattern, [NotNullWhen(true)] out StopCondition? condition, [NotNullWhen(false)] out string? objection)
    {
        condition = null;
        objection = null;
        try
        {
            RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.CultureInvariant;
            condition = new() { Text = $"{ConsoleStart}{pattern}/", Console = new(pattern, options) };
        }
        catch (ArgumentException wrong)
        {
            objection = $"'{pattern}' is no regular expression: {wrong.Message}";
        }
        catch (NotSupportedException)
        {
            objection = $"'{pattern}' looks around or refers back, which is not supported here";
        }

        return condition is not null;
    }
}
