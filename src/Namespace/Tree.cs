namespace ActorKernel.Namespace;

/// <summary>What a device's directories contain, as one process sees them.</summary>
public interface ITree
{
    Qid Root { get; }

    /// <summary>The entry of that name in a directory; null when there is none.</summary>
    DirEntry? Find(Pid viewer, Qid directory, string name);

    /// <summary>The directory above; the root's is the root.</summary>
    Qid Parent(Qid qid);

    /// <summary>What stat says of a file; null when it is gone. Directories are named by how they were reached.</summary>
    DirEntry? Describe(Qid qid, string name);

    /// <summary>The entry after a cursor, which is 0 at first, and the cursor after it; null at the end.</summary>
    (DirEntry Entry, long Cursor)? Next(Pid viewer, Qid directory, long cursor);
}

/// <summary>Walking, the same for every device.</summary>
public static class Walker
{
    /// <summary>Goes down the names; the error says how far it came, as Akaros' walk does.</summary>
    public static Answer Walk(ITree tree, Pid viewer, Qid from, Names names)
    {
        Qid at = from;
        for (int i = 0; i < names.Elements.Length; i++)
        {
            string name = names.Elements[i];
            if (!at.IsDirectory)
                return new() { Error = Errors.NotADirectory };
            if (name == ".")
                continue;
            Qid? next = name == ".." ? tree.Parent(at) : tree.Find(viewer, at, name)?.Qid;
            if (next is null)
                return new() { Error = i == 0 ? Errors.NotFound : Errors.NotFoundLater };
            at = next.Value;
        }

        return new() { Qid = at };
    }
}
