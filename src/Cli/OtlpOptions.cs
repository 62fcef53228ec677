using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using ActorKernel.Machine;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Cli;

/// <summary>The options about spans: which, stamped how, sent where. Those of 'ak run' and of 'ak trace send' and 'export'.</summary>
internal sealed class OtlpOptions
{
    /// <summary>The URL may be left out: then the environment says it, or it is this machine.</summary>
    public Option<string?> Otlp { get; } = new("--otlp")
    {
        Description = "Send traces of its alarms to an OpenTelemetry receiver, such as Jaeger, while it runs [http://localhost:4318]",
        HelpName = "URL",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> Protocol { get; } = new("--otlp-protocol")
    {
        Description = "How to send [grpc for port 4317, else http]",
        HelpName = "http|grpc",
    };

    public Option<bool> Required { get; } = new("--otlp-required")
    {
        Description = "Exit with 69 when not all could be sent",
    };

    public Option<string?> Anchor { get; } = new("--otlp-anchor")
    {
        Description = "The date of boot, which virtual time is added to: now, a date such as 2026-01-01T00:00:00Z, or file, which is that date [now; for files: file]",
        HelpName = "DATE",
    };

    public Option<string?> Scale { get; } = new("--time-scale")
    {
        Description = "Stretch time: with 1000 a virtual nanosecond is shown as a microsecond [1]",
        HelpName = "N",
    };

    public Option<string?> Ids { get; } = new("--otlp-ids")
    {
        Description = "fixed: the same ids whatever the anchor; fresh: a new anchor makes new traces [fresh]",
        HelpName = "fresh|fixed",
    };

    public Option<string?> Trace { get; } = new("--trace")
    {
        Description = "What to trace, separated by commas [alarms]",
        HelpName = "alarms,syscalls,messages,sched",
    };

    public IEnumerable<Option> ForRun => [Otlp, Protocol, Required, Anchor, Scale, Ids, Trace];

    public IEnumerable<Option> ForSending => [Otlp, Protocol, Required, Anchor, Scale, Ids, Trace];

    public IEnumerable<Option> ForFiles => [Anchor, Scale, Ids, Trace];
}

/// <summary>What was said about spans.</summary>
internal sealed record OtlpRequest
{
    /// <summary>Null when nothing is to be sent.</summary>
    public OtlpSettings? Endpoint { get; init; }

    /// <summary>Asked for, but the environment forbids it.</summary>
    public bool IsDisabled { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Null for the present.</summary>
    public DateTimeOffset? Anchor { get; init; }

    public int Scale { get; init; } = 1;

    public bool AreIdsFixed { get; init; }

    public ImmutableArray<TraceCategory> Categories { get; init; } = TraceOptions.UsualCategories;

    /// <summary>Goes before the names of services.</summary>
    public string ServicePrefix { get; init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> ResourceAttributes { get; init; } = [];

    public TraceSetup SetupFor(RunFacts facts) => TraceSetup.For(
        facts, Anchor ?? facts.Started, Scale, AreIdsFixed, Categories, ServicePrefix, ResourceAttributes);

    /// <param name="isForFile">True when nothing is sent, and the anchor is fixed unless something else is said.</param>
    /// <param name="isSent">True to send even without --otlp.</param>
    /// <exception cref="UserErrorException">An option or a variable of the environment is wrong.</exception>
    public static OtlpRequest From(ParseResult parsed, OtlpOptions options, bool isForFile, bool isSent)
    {
        bool sends = isSent || parsed.GetResult(options.Otlp) is not null;
        if (!sends && !isForFile)
        {
            Option? stray = options.ForRun.FirstOrDefault(option => option != options.Otlp && parsed.GetResult(option) is { Implicit: false });
            if (stray is not null)
                throw UserErrorException.Usage($"{stray.Name}: nothing is sent without --otlp; add it, or use 'ak trace send' after the run");
            return new();
        }

        try
        {
            bool isDisabled = string.Equals(Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
            return new()
            {
                Endpoint = sends && !isDisabled
                    ? OtlpSettings.From(parsed.GetValue(options.Otlp), ProtocolOf(parsed.GetValue(options.Protocol)), Environment.GetEnvironmentVariable)
                    : null,
                IsDisabled = sends && isDisabled,
                IsRequired = parsed.GetValue(options.Required),
                Anchor = AnchorOf(parsed.GetValue(options.Anchor), isForFile),
                Scale = ScaleOf(parsed.GetValue(options.Scale)),
                AreIdsFixed = AreFixed(parsed.GetValue(options.Ids)),
                Categories = CategoriesOf(parsed.GetValue(options.Trace)),
                ServicePrefix = OtlpSettings.ServicePrefixOf(Environment.GetEnvironmentVariable),
                ResourceAttributes = OtlpSettings.ResourceAttributesOf(Environment.GetEnvironmentVariable),
            };
        }
        catch (FormatException wrong)
        {
            throw UserErrorException.Usage(wrong.Message);
        }
    }

    private static OtlpProtocol? ProtocolOf(string? text) => text switch
    {
        null => null,
        "http" => OtlpProtocol.Http,
        "grpc" => OtlpProtocol.Grpc,
        _ => throw Wrong("--otlp-protocol", text, $"write http or grpc{Spelling.Suggestion(text, ["http", "grpc"])}"),
    };

    private static DateTimeOffset? AnchorOf(string? text, bool isForFile)
    {
        switch (text)
        {
            case null when isForFile:
            case "file":
                return VirtualClock.OfFiles;
            case null:
            case "now":
                return null;
        }

        bool isDate = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date);
        return isDate && date.Year is >= 2000 and < 2200
            ? date
            : throw Wrong("--otlp-anchor", text, "write now, file, or a date from 2000 to 2199 such as 2026-01-01T00:00:00Z");
    }

    private static int ScaleOf(string? text)
    {
        if (text is null)
            return 1;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int scale) && scale is >= 1 and <= VirtualClock.ScaleMax
            ? scale
            : throw Wrong("--time-scale", text, $"write a whole number from 1 to {VirtualClock.ScaleMax}");
    }

    private static bool AreFixed(string? text) => text switch
    {
        null or "fresh" => false,
        "fixed" => true,
        _ => throw Wrong("--otlp-ids", text, $"write fresh or fixed{Spelling.Suggestion(text, ["fresh", "fixed"])}"),
    };

    private static ImmutableArray<TraceCategory> CategoriesOf(string? text)
    {
        if (text is null)
            return TraceOptions.UsualCategories;
        string[] known = [.. Enum.GetNames<TraceCategory>().Select(name => name.ToLowerInvariant())];
        SortedSet<TraceCategory> chosen = [];
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!known.Contains(word))
                throw Wrong("--trace", word, $"write some of {string.Join(", ", known)}{Spelling.Suggestion(word, known)}");
            chosen.Add(Enum.Parse<TraceCategory>(word, ignoreCase: true));
        }

        return [.. chosen];
    }

    private static UserErrorException Wrong(string option, string text, string advice) =>
        UserErrorException.Usage($"{option}: '{text}' will not do; {advice}");
}
