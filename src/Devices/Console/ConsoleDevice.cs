using System.Text;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices;

/// <summary>#c: the console, as the one file <c>cons</c>.</summary>
/// <remarks>One write is shown whole. Readers are served in the order they asked, a line at a time.</remarks>
public sealed class ConsoleDevice : Device<OpenFile>, IAccepts<KeyInput>, IAccepts<Printed>
{
    private const uint ReadWrite = 0x1b6; // 0666

    private const byte ControlP = 16;

    private readonly Port<Printed> screen;
    private readonly Port<ListProcesses> processes;
    private readonly StaticTree tree = new();
    private readonly LineBuffer line = new();
    private readonly LinkedList<Read> readers = [];
    private readonly Queue<byte> waiting = []; // keys behind flow control
    private readonly StringBuilder echo = new();
    private KeyFlow flow; // of the keys that wait

    public ConsoleDevice(DevicePorts self, Port<Printed> screen, Port<ListProcesses> processes)
        : base(self)
    {
        this.screen = screen;
        this.processes = processes;
        tree.AddFile(tree.Root, "cons", 0, ReadWrite);
    }

    public static Qid RootQid => new(0, QidType.Directory);

    /// <summary>The one file's.</summary>
    public static Qid ConsQid => new(1, QidType.File);

    protected override ITree Tree => tree;

    public override void Receive(in Open open, in Delivery delivery)
    {
        if (open.Qid.IsDirectory && DirectoryObjection(open.Flags) is Error objection)
            open.Asker.Refuse(objection);
        else
            Opened(open.Asker, new() { Qid = open.Qid }, open.Flags);
    }

    /// <summary>A reader gives up: it is killed.</summary>
    public override void Receive(in Abort abort, in Delivery delivery)
    {
        if (Find(abort.Asker) is not LinkedListNode<Read> reader)
            return;
        readers.Remove(reader);
        abort.Asker.Refuse(Errors.Interrupted);
    }

    public void Receive(in KeyInput input, in Delivery delivery)
    {
        foreach (byte key in input.Keys.Span)
        {
            if (input.Flow == KeyFlow.None)
                Type(key);
            else
                waiting.Enqueue(key);
        }

        if (input.Flow != KeyFlow.None)
            flow = input.Flow;

        TakeWaiting();
        ShowEcho();
    }

    public void Receive(in Printed printed, in Delivery delivery) => screen.Send(printed);

    public override void Describe(Description to)
    {
        to.Number("unread", line.Unread);
        to.Number("waiting", waiting.Count);
        to.Number("readers", readers.Count);
    }

    protected override void Read(OpenFile file, in Read read)
    {
        readers.AddLast(read);
        ServeReaders();
        TakeWaiting();
        ShowEcho();
        if (Find(read.Asker) is not null)
            read.Asker.Delay();
    }

    protected override void Write(OpenFile file, in Write write)
    {
        if (write.Bytes.Length > 0)
            screen.Send(new(write.Asker.Pid, write.Bytes));
        write.Asker.Answer(new() { Count = write.Bytes.Length });
    }

    /// <summary>^P is no part of a line: it asks for the list of processes.</summary>
    private void Type(byte key)
    {
        if (key == ControlP)
        {
            processes.Send(default);
            return;
        }

        echo.Append(line.Type(key));
        ServeReaders(); // at once, so that a long paste does not fill the line
    }

    /// <summary>The reader with that call, which waits.</summary>
    private LinkedListNode<Read>? Find(in Asker asker)
    {
        LinkedListNode<Read>? node = readers.Last; // the newest is asked for most
        while (node is not null && (node.Value.Asker.Pid != asker.Pid || node.Value.Asker.Call != asker.Call))
            node = node.Previous;
        return node;
    }

    private void TakeWaiting()
    {
        while (line.HasRoom && (flow == KeyFlow.Room || readers.Count > 0) && waiting.TryDequeue(out byte key))
            Type(key);
    }

    private void ShowEcho()
    {
        if (echo.Length > 0)
            screen.Send(new(null, Bytes.Latin1(echo.ToString())));
        echo.Clear();
    }

    private void ServeReaders()
    {
        while (readers.First is LinkedListNode<Read> first && line.TryRead(first.Value.Count, out Bytes? read))
        {
            readers.RemoveFirst();
            first.Value.Asker.Answer(new() { Bytes = read.Value });
        }
    }
}
