using ActorKernel.Tracing.Otlp;

namespace ActorKernel.Tracing.Spans;

/// <summary>The name of an attribute, with its bytes as they stand in a KeyValue of OTLP.</summary>
public sealed class AttributeKey
{
    private const int KeyField = 1; // KeyValue.key
    private const int LongestTemplate = 100; // so that all lengths fit one byte

    private const byte SpanAttributeTag = 9 << 3 | 2; // Span.attributes
    private const byte ValueTag = 2 << 3 | 2; // KeyValue.value
    private const byte NumberTag = 3 << 3; // AnyValue.int_value

    private readonly byte[] encoded;
    private readonly byte[] ofNumber;

    public AttributeKey(string name)
    {
        Name = name;
        ProtobufBuffer pair = new();
        pair.Text(KeyField, name);
        encoded = pair.Written.ToArray();
        ofNumber = [SpanAttributeTag, 0, .. encoded, ValueTag, 0, NumberTag];
    }

    public string Name { get; }

    /// <summary>The field's tag, its length, the name.</summary>
    public ReadOnlySpan<byte> Encoded => encoded;

    /// <summary>
    /// A span's attribute up to a number's own bytes; to be added are the lengths, in the second byte and the last but one,
    /// or nothing when the name is too long for that.
    /// </summary>
    internal ReadOnlySpan<byte> OfNumber => ofNumber.Length < LongestTemplate ? ofNumber : default;

    public override string ToString() => Name;
}

/// <summary>All attributes of spans. The one place that names them.</summary>
/// <remarks>
/// The names that start with messaging, error, process, code and cpu are OpenTelemetry's semantic conventions, version
/// 1.44, most of them still in development there.
/// </remarks>
public static class Keys
{
    public static readonly AttributeKey MessagingSystem = new("messaging.system");
    public static readonly AttributeKey OperationType = new("messaging.operation.type");
    public static readonly AttributeKey OperationName = new("messaging.operation.name");
    public static readonly AttributeKey Destination = new("messaging.destination.name");
    public static readonly AttributeKey MessageId = new("messaging.message.id");
    public static readonly AttributeKey ErrorType = new("error.type");
    public static readonly AttributeKey Pid = new("process.pid");
    public static readonly AttributeKey Executable = new("process.executable.name");
    public static readonly AttributeKey CpuNumber = new("cpu.logical_number");

    public static readonly AttributeKey VirtualStart = new("actorkernel.vt.start_ns");
    public static readonly AttributeKey VirtualEnd = new("actorkernel.vt.end_ns");
    public static readonly AttributeKey Step = new("actorkernel.step");
    public static readonly AttributeKey MessageType = new("actorkernel.msg.type");
    public static readonly AttributeKey MessageSent = new("actorkernel.msg.sent_ns");
    public static readonly AttributeKey MessageQueued = new("actorkernel.msg.queue_ns");
    public static readonly AttributeKey MessageFrom = new("actorkernel.msg.from");
    public static readonly AttributeKey AlarmKind = new("actorkernel.alarm.kind");
    public static readonly AttributeKey AlarmId = new("actorkernel.alarm.id");
    public static readonly AttributeKey Arming = new("actorkernel.alarm.arming");
    public static readonly AttributeKey AlarmDeadline = new("actorkernel.alarm.deadline_ns");
    public static readonly AttributeKey AlarmArmed = new("actorkernel.alarm.armed_ns");
    public static readonly AttributeKey AlarmLatency = new("actorkernel.alarm.latency_ns");
    public static readonly AttributeKey AlarmReturn = new("actorkernel.alarm.return");
    public static readonly AttributeKey AlarmLink = new("actorkernel.alarm.armed_by");
    public static readonly AttributeKey Handler = new("actorkernel.alarm.handler");
    public static readonly AttributeKey Incomplete = new("actorkernel.incomplete");
    public static readonly AttributeKey Continues = new("actorkernel.continues");
    public static readonly AttributeKey SetBy = new("actorkernel.set_by");
    public static readonly AttributeKey IrqVector = new("actorkernel.irq.vector");
    public static readonly AttributeKey UserEip = new("actorkernel.user.eip");
    public static readonly AttributeKey SyscallName = new("actorkernel.syscall.name");
    public static readonly AttributeKey SyscallNumber = new("actorkernel.syscall.number");
    public static readonly AttributeKey Trap = new("actorkernel.trap");
    public static readonly AttributeKey LeftBy = new("actorkernel.sched.left_by");
    public static readonly AttributeKey LinkReason = new("actorkernel.link");
}
