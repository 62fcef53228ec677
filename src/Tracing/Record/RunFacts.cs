using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ActorKernel.Tracing;

/// <summary>run.json: what a run was a function of, and what came of it. Also in its run.akr, in parts.</summary>
public sealed record RunFacts
{
    public const int SchemaNumber = 1;

    private static readonly FactsJson Json = new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    public int Schema { get; init; } = SchemaNumber;

    /// <summary>32 hexadecimal digits, from all that decides the run: equal runs have equal ids.</summary>
    public required string Id { get; init; }

    /// <summary>The program's or the scenario's, for people.</summary>
    public required string Name { get; init; }

    /// <summary>ActorKernel's own.</summary>
    public required string Version { get; init; }

    /// <summary>Real time. Says nothing about the run, whose time is virtual.</summary>
    public required DateTimeOffset Started { get; init; }

    public required MachineFacts Machine { get; init; }

    /// <summary>Files, by what they are to the run.</summary>
    public required ImmutableArray<InputFacts> Inputs { get; init; }

    public required ImmutableArray<StartFacts> Programs { get; init; }

    /// <summary>As after --until; none when the end of all processes was waited for.</summary>
    public required ImmutableArray<string> Until { get; init; }

    /// <summary>True when a person could type: what was typed is in run.akr.</summary>
    public bool IsLive { get; init; }

    /// <summary>Null until the run has ended, so also when it was killed.</summary>
    public ResultFacts? Result { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json.RunFacts);

    /// <exception cref="RecordException">It is not such a file, or one of another version.</exception>
    public static RunFacts FromJson(ReadOnlySpan<byte> json)
    {
        RunFacts? facts = Read(json, Json.RunFacts, "a run's facts");
        if (facts.Schema != SchemaNumber)
            throw new RecordException($"the run's facts are of version {facts.Schema}, this program reads version {SchemaNumber}");
        return facts;
    }

    internal static byte[] ToJson(ResultFacts result) => JsonSerializer.SerializeToUtf8Bytes(result, Json.ResultFacts);

    internal static ResultFacts ResultFromJson(ReadOnlySpan<byte> json) => Read(json, Json.ResultFacts, "a run's result");

    private static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new RecordException($"{what} are missing");
        }
        catch (JsonException wrong)
        {
            throw new RecordException($"{what} cannot be read: {wrong.Message}");
        }
    }
}

/// <summary>The machine's options. Lengths of time are in cycles of its clock.</summary>
public sealed record MachineFacts
{
    private const string UsualReturn = "restore";

    private static readonly ImmutableSortedDictionary<string, int> NoLimits = ImmutableSortedDictionary<string, int>.Empty;

    public required int Cores { get; init; }

    /// <summary>Cycles in a virtual second.</summary>
    public required ulong Hz { get; init; }

    public required ulong TickCycles { get; init; }

    public required ulong QuantumCycles { get; init; }

    public required ulong JitterCycles { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Processes there can be at once.</summary>
    public required int Processes { get; init; }

    public required long MemoryPages { get; init; }

    /// <summary>xv6's init was booted.</summary>
    public bool Boot { get; init; }

    /// <summary>restore or naive.</summary>
    /// <remarks>What a file does not have is set to null when it is read, in place of what stands here.</remarks>
    public string AlarmReturn { get; init => field = value ?? UsualReturn; } = UsualReturn;

    public ulong DiskLatencyCycles { get; init; }

    /// <summary>xv6's by their names, besides <see cref="Processes"/>.</summary>
    public ImmutableSortedDictionary<string, int> Limits { get; init => field = value ?? NoLimits; } = NoLimits;
}

/// <summary>A file that a run depends on.</summary>
/// <param name="Role">program, stdin or image.</param>
/// <param name="Name">For people; a program's is below its ABI's root, as in "xv6/alarmtest".</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
/// <param name="Stored">Where the run's directory has it; null for what comes with ActorKernel.</param>
/// <param name="Source">The path that the user gave; null for what comes with ActorKernel.</param>
public sealed record InputFacts(string Role, string Name, string Sha256, long Bytes, string? Stored, string? Source);

/// <summary>A program that was started.</summary>
public sealed record StartFacts(string Path, string Abi, ImmutableArray<string> Arguments, ulong AfterCycles);

/// <summary>What came of a run.</summary>
/// <param name="Status">As 'ak run' says: ok, failed, stuck, bound, timeout, interrupted.</param>
/// <param name="Exit">What the command exited with.</param>
/// <param name="Steps">Deliveries when the run was over; what was then still on its way to the host was delivered too.</param>
/// <param name="ConsoleSha256">Of all that the console showed.</param>
/// <param name="Lost">Deliveries that are not in the record, because it could not be written.</param>
public sealed record ResultFacts(
    string Status, int Exit, string Reason, ulong Cycles, ulong VirtualNs, long Instructions, long Steps,
    long Deliveries, long DeadLetters, string ConsoleSha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Lost = 0);

/// <summary>How facts are written, made when this is built: to find it out when a run starts takes longer than many runs.</summary>
[JsonSerializable(typeof(RunFacts))]
[JsonSerializable(typeof(ResultFacts))]
internal sealed partial class FactsJson : JsonSerializerContext;
