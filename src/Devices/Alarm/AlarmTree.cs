using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>The alarms of all processes, and the names under which each process sees its own.</summary>
/// <remarks>
/// <code>
/// #A            0555    #A/aN         0555   N counts up from 0 in each process, and is never used twice
/// #A/clone      0666    #A/aN/ctl     0666
///                       #A/aN/timer   0666
/// </code>
/// </remarks>
internal sealed class AlarmTree : ITree
{
    private const uint ReadWrite = 0x1b6; // 0666
    private const uint ReadSearch = 0x16d; // 0555

    private readonly Dictionary<Pid, AlarmSet> sets = [];
    private readonly Dictionary<long, Alarm> alarms = [];
    private long lastSerial;

    public Qid Root => AlarmDevice.RootQid;

    public int Count => alarms.Count;

    /// <summary>A new alarm, last in its process' list.</summary>
    public Alarm Add(Pid pid, ProcessPorts owner)
    {
        if (!sets.TryGetValue(pid, out AlarmSet? set))
            sets.Add(pid, set = new());
        Alarm alarm = new(++lastSerial, set.NextId++, pid, owner);
        set.ById.Add(alarm.Id, alarm);
        alarms.Add(alarm.Serial, alarm);
        return alarm;
    }

    /// <summary>From here on nobody finds it by name.</summary>
    public void Unlist(Alarm alarm) => sets[alarm.Pid].ById.Remove(alarm.Id);

    public void Free(Alarm alarm) => alarms.Remove(alarm.Serial);

    public void Forget(Pid pid)
    {
        if (sets.TryGetValue(pid, out AlarmSet? set))
        {
            Check.That(set.ById.Count == 0, "A process outlives its alarms.");
            sets.Remove(pid);
        }
    }

    public Alarm? BySerial(long serial) => alarms.GetValueOrDefault(serial);

    /// <summary>The alarm of that serial, if the process may open it.</summary>
    public Alarm? Listed(Pid pid, long serial) =>
        BySerial(serial) is Alarm alarm && alarm.Pid == pid && sets[pid].ById.ContainsKey(alarm.Id) ? alarm : null;

    public Qid Parent(Qid qid) => AlarmQids.Type(qid) is AlarmQids.Control or AlarmQids.Timer
        ? AlarmQids.Of(AlarmQids.Directory, AlarmQids.Serial(qid))
        : Root;

    public DirEntry? Find(Pid viewer, Qid directory, string name)
    {
        if (AlarmQids.Type(directory) == AlarmQids.Directory)
        {
            return name switch
            {
                "ctl" => File(AlarmQids.Control, AlarmQids.Serial(directory)),
                "timer" => File(AlarmQids.Timer, AlarmQids.Serial(directory)),
                _ => null,
            };
        }

        if (name == "clone")
            return File(AlarmQids.Clone, 0);
        return sets.TryGetValue(viewer, out AlarmSet? set)
            && name.StartsWith('a') && int.TryParse(name.AsSpan(1), out int id)
            && set.ById.TryGetValue(id, out Alarm? alarm) && alarm.Name == name
            ? Entry(alarm)
            : null;
    }

    public DirEntry? Describe(Qid qid, string name) => qid.IsDirectory
        ? new DirEntry(name, qid, 0, ReadSearch)
        : File(AlarmQids.Type(qid), AlarmQids.Serial(qid));

    /// <summary>The top directory's cursor is 0, or 2 + the greatest id shown.</summary>
    public (DirEntry Entry, long Cursor)? Next(Pid viewer, Qid directory, long cursor)
    {
        if (AlarmQids.Type(directory) == AlarmQids.Directory)
        {
            return cursor switch
            {
                0 => (File(AlarmQids.Control, AlarmQids.Serial(directory)), 1),
                1 => (File(AlarmQids.Timer, AlarmQids.Serial(directory)), 2),
                _ => null,
            };
        }

        if (cursor == 0)
            return (File(AlarmQids.Clone, 0), 1);
        if (!sets.TryGetValue(viewer, out AlarmSet? set))
            return null;
        return set.ById.FirstFrom((int)(cursor - 1)) is Alarm alarm ? (Entry(alarm), alarm.Id + 2L) : null;
    }

    private static DirEntry Entry(Alarm alarm) =>
        new(alarm.Name, AlarmQids.Of(AlarmQids.Directory, alarm.Serial), 0, ReadSearch);

    private static DirEntry File(int type, long serial) => new(
        type switch { AlarmQids.Clone => "clone", AlarmQids.Control => "ctl", _ => "timer" },
        AlarmQids.Of(type, serial),
        0,
        ReadWrite);

    /// <summary>One process' alarms.</summary>
    private sealed class AlarmSet
    {
        public int NextId { get; set; }

        public SortedList<int, Alarm> ById { get; } = [];
    }
}
