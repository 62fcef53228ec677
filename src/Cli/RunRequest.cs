using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ActorKernel.Machine;
using ActorKernel.Processes;

namespace ActorKernel.Cli;

/// <summary>What 'ak run' was asked for, each option read on its own. What was not said is null.</summary>
internal sealed record RunRequest
{
    /// <summary>Null to boot xv6's init.</summary>
    public string? Program { get; init; }

    /// <summary>An image's path.</summary>
    public string? FileSystem { get; init; }

    /// <summary>The image's file is to have what the machine wrote.</summary>
    public bool IsFileSystemWritten { get; init; }

    public AlarmReturn? AlarmReturn { get; init; }

    public ImmutableArray<Limit> Limits { get; init; } = [];

    public required ImmutableArray<string> GuestArguments { get; init; }

    public required ImmutableArray<StopCondition> Until { get; init; }

    public int? Cores { get; init; }

    public ulong? Hz { get; init; }

    public Duration? Tick { get; init; }

    public ulong? Seed { get; init; }

    public Personality? Abi { get; init; }

    public TimeSpan? Timeout { get; init; }

    public string? Stdin { get; init; }

    public bool IsLive { get; init; }

    public bool IsJson { get; init; }

    /// <summary>Where the run is recorded; null for the next of the usual places.</summary>
    public string? Out { get; init; }

    public bool IsRecorded { get; init; } = true;

    /// <summary>True when the record's directory is to have a page that shows it.</summary>
    public bool HasReport { get; init; }

    public string? Transcript { get; init; }

    public OtlpRequest Otlp { get; init; } = new();

    public Duration? Jitter { get; init; }

    public bool IsQuiet { get; init; }

    /// <exception cref="UserErrorException">An option's value is not one.</exception>
    public static RunRequest From(ParseResult parsed, RunOptions options, string[] guestArguments) => new()
    {
        Program = parsed.GetValue(options.Program),
        FileSystem = parsed.GetValue(options.FileSystem),
        IsFileSystemWritten = parsed.GetValue(options.FileSystemWrite),
        AlarmReturn = parsed.GetValue(options.AlarmReturn) is string way ? AlarmReturnNamed(way) : null,
        Limits = [.. (parsed.GetValue(options.Limit) ?? []).Select(LimitOf)],
        GuestArguments = [.. guestArguments],
        Until = [.. (parsed.GetValue(options.Until) ?? []).Select(Condition)],
        Cores = Read(parsed, options.Cores, CoreCount),
        Hz = Read(parsed, options.Hz, Speed),
        Tick = Read(parsed, options.Tick, Span),
        Seed = Read(parsed, options.Seed, SeedNumber),
        Abi = parsed.GetValue(options.Abi) is string abi ? AbiNamed(abi) : null,
        Timeout = Read(parsed, options.Timeout, RealTime),
        Stdin = parsed.GetValue(options.Stdin),
        IsLive = parsed.GetValue(options.Live),
        Out = parsed.GetValue(options.Out) is string folder ? FolderOf(options.Out.Name, folder) : null,
        IsRecorded = !parsed.GetValue(options.NoRecord),
        HasReport = WantsReport(parsed, options),
        IsJson = parsed.GetValue(options.Format) is string format && IsJsonNamed(format),
        Transcript = parsed.GetValue(options.Transcript),
        Otlp = OtlpRequest.From(parsed, options.Otlp, isForFile: false, isSent: false),
        Jitter = Read(parsed, options.Jitter, Span),
        IsQuiet = parsed.GetValue(options.Quiet),
    };

    private static bool WantsReport(ParseResult parsed, RunOptions options) =>
        parsed.GetValue(options.Report) && (!parsed.GetValue(options.NoRecord)
            ? true
            : throw UserErrorException.Usage("--report is made of the record: leave --no-record out"));

    private static string FolderOf(string option, string text) => text.Length > 0
        ? text
        : throw UserErrorException.Usage($"{option}: it is empty; name a directory, or leave it out");

    private static T? Read<T>(ParseResult parsed, Option<string?> option, Func<string, string, T> read)
        where T : struct => parsed.GetValue(option) is string text ? read(option.Name, text) : null;

    private static int CoreCount(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int cores)
            && cores is >= 1 and <= MachineOptions.CoresMax
            ? cores
            : throw Wrong(option, text, $"write a number of cores from 1 to {MachineOptions.CoresMax}");

    private static ulong Speed(string option, string text) => Machine.Count.TryParse(text, out long hz)
        ? (ulong)hz
        : throw Wrong(option, text, "write a number, such as 100M");

    private static Duration Span(string option, string text) => Duration.TryParse(text, out Duration span)
        ? span
        : throw Wrong(option, text, $"write {Duration.Forms}");

    private static ulong SeedNumber(string option, string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed)
            ? seed
            : throw Wrong(option, text, "write a whole number from 0 to 2^64-1");

    private static TimeSpan RealTime(string option, string text) =>
        Duration.TryParse(text, out Duration span) && span.ToTimeSpan() is TimeSpan time
            ? time
            : throw Wrong(option, text, "write real time with its unit, such as 30s or 500ms");

    private static Personality AbiNamed(string name)
    {
        IEnumerable<string> known = Personalities.All.Select(abi => abi.Name);
        return Personalities.Named(name)
            ?? throw Wrong("--abi", name, $"write {string.Join(" or ", known)}{Spelling.Suggestion(name, known)}");
    }

    private static AlarmReturn AlarmReturnNamed(string name) => AlarmReturns.Named(name)
        ?? throw Wrong("--alarm-return", name, $"write {AlarmReturns.Forms}{Spelling.Suggestion(name, AlarmReturns.Names)}");

    private static Limit LimitOf(string text) => Limit.TryParse(text, out Limit? limit, out string? objection)
        ? limit
        : throw UserErrorException.Usage($"--limit: {objection}");

    private static bool IsJsonNamed(string format) => format switch
    {
        "json" => true,
        "text" => false,
        _ => throw Wrong("--format", format, $"write text or json{Spelling.Suggestion(format, ["text", "json"])}"),
    };

    private static StopCondition Condition(string text) =>
        StopCondition.TryParse(text, out StopCondition? condition, out string? objection)
            ? condition
            : throw UserErrorException.Usage($"--until: {objection}; write {StopCondition.Forms}");

    private static UserErrorException Wrong(string option, string text, string advice) =>
        UserErrorException.Usage($"{option}: '{text}' will not do; {advice}");
}
