using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>A file that is in the root device from boot on.</summary>
/// <param name="Directory">The personality's directory, which its processes see as their root.</param>
public sealed record RootFile(string Directory, string Name, Bytes Content);

/// <summary>#/: the programs there are, read only, in a directory for each personality.</summary>
public sealed class RootDevice : Device<OpenFile>
{
    private const uint ReadExecute = 0x16d; // 0555

    private readonly StaticTree tree = new();
    private readonly Dictionary<Qid, Bytes> contents = [];

    public RootDevice(DevicePorts self, ImmutableArray<RootFile> programs)
        : base(self)
    {
        foreach (IGrouping<string, RootFile> group in programs.GroupBy(program => program.Directory))
        {
            Qid directory = tree.AddDirectory(tree.Root, group.Key);
            foreach (RootFile file in group)
            {
                Qid qid = tree.AddFile(directory, file.Name, (ulong)file.Content.Length, ReadExecute);
                contents.Add(qid, file.Content);
            }
        }
    }

    public static Qid RootQid => new(0, QidType.Directory);

    protected override ITree Tree => tree;

    public override void Receive(in Open open, in Delivery delivery)
    {
        bool changes = (open.Flags & (OpenFlags.Write | OpenFlags.ReadWrite | OpenFlags.RemoveOnClose)) != 0;
        if (open.Qid.IsDirectory && DirectoryObjection(open.Flags) is Error objection)
            open.Asker.Refuse(objection);
        else if (changes)
            open.Asker.Refuse(Errors.Permission);
        else
            Opened(open.Asker, new() { Qid = open.Qid }, open.Flags);
    }

    protected override void Read(OpenFile file, in Read read) =>
        read.Asker.Answer(new() { Bytes = file.ReadFrom(contents[file.Qid], read.Count) });

    protected override void Write(OpenFile file, in Write write) => write.Asker.Refuse(Errors.Permission);
}
