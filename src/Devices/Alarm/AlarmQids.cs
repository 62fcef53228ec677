using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>How #A numbers its files: alarm serial &lt;&lt; 5 | type, the serial where Akaros has an address.</summary>
internal static class AlarmQids
{
    public const int Top = 1;
    public const int Clone = 2;
    public const int Directory = 3;
    public const int Control = 4;
    public const int Timer = 5;

    private const int TypeBits = 5;

    public static int Type(Qid qid) => (int)(qid.Path & ((1 << TypeBits) - 1));

    public static long Serial(Qid qid) => (long)(qid.Path >> TypeBits);

    public static Qid Of(int type, long serial = 0) => new(
        ((ulong)serial << TypeBits) | (uint)type,
        type is Top or Directory ? QidType.Directory : QidType.File);
}
