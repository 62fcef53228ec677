using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorKernel.Machine;

/// <summary>A part of a YAML file, with its place: a text, a list, or fields by name.</summary>
internal abstract record ScenarioNode(ScenarioPlace Place)
{
    /// <param name="IsPlain">False when it was quoted or a block.</param>
    public sealed record Text(ScenarioPlace Place, string Value, bool IsPlain) : ScenarioNode(Place);

    public sealed record List(ScenarioPlace Place, IReadOnlyList<ScenarioNode> Items) : ScenarioNode(Place);

    public sealed record Fields(ScenarioPlace Place, IReadOnlyList<KeyValuePair<Text, ScenarioNode>> Entries)
        : ScenarioNode(Place);
}

/// <summary>Reads the YAML that scenarios are written in: one document, no anchors, no tags, not deep.</summary>
internal sealed class ScenarioYaml
{
    private const int DepthMax = 8; // the deepest scenario has 4

    private readonly Parser parser;
    private int depth;

    private ScenarioYaml(string text) => parser = new(new StringReader(text));

    /// <summary>Null with an error, or null without one for a file that says nothing.</summary>
    public static ScenarioNode? Read(string text, out ScenarioError? error)
    {
        error = null;
        try
        {
            return new ScenarioYaml(text).ReadDocument();
        }
        catch (Refused refused)
        {
            error = refused.Error;
        }
        catch (YamlException wrong)
        {
            error = new(PlaceOf(wrong.Start), $"this is no YAML: {Clause(wrong)}", "correct the line, or the one before it");
        }

        return null;
    }

    private ScenarioNode? ReadDocument()
    {
        Next<StreamStart>();
        if (!parser.MoveNext() || parser.Current is StreamEnd)
            return null;
        ScenarioNode? root = ReadNode(Next());
        if (root is ScenarioNode.Text { Value: "", IsPlain: true })
            root = null;
        Next<DocumentEnd>();
        parser.MoveNext();
        if (parser.Current is DocumentStart second)
            throw Refuse(second, "there is a second document", "keep each scenario in a file of its own");
        return root;
    }

    private ScenarioNode ReadNode(ParsingEvent start)
    {
        if (start is AnchorAlias || (start is NodeEvent anchored && !anchored.Anchor.IsEmpty))
            throw Refuse(start, "anchors and aliases are not used here", "write the value out");
        if (start is NodeEvent { Tag.IsEmpty: false })
            throw Refuse(start, "tags are not used here", "leave it out");
        switch (start)
        {
            case Scalar scalar:
                return new ScenarioNode.Text(PlaceOf(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
            case SequenceStart or MappingStart when ++depth > DepthMax:
                throw Refuse(start, "this is nested too deep", "write the value without the brackets around it");
            case SequenceStart:
                return ReadList(start);
            default:
                return ReadFields(start);
        }
    }

    private ScenarioNode.List ReadList(ParsingEvent start)
    {
        List<ScenarioNode> items = [];
        for (ParsingEvent next = Next(); next is not SequenceEnd; next = Next())
            items.Add(ReadNode(next));
        depth--;
        return new(PlaceOf(start.Start), items);
    }

    private ScenarioNode.Fields ReadFields(ParsingEvent start)
    {
        List<KeyValuePair<ScenarioNode.Text, ScenarioNode>> entries = [];
        HashSet<string> keys = [];
        for (ParsingEvent next = Next(); next is not MappingEnd; next = Next())
        {
            if (ReadNode(next) is not ScenarioNode.Text key)
                throw Refuse(next, "a key is a word", "write KEY: VALUE");
            if (!keys.Add(key.Value))
                throw Refuse(next, $"'{key.Value}' is there twice", "keep one of them");
            entries.Add(new(key, ReadNode(Next())));
        }

        depth--;
        return new(PlaceOf(start.Start), entries);
    }

    private ParsingEvent Next()
    {
        Mark from = parser.Current?.End ?? Mark.Empty;
        try
        {
            if (parser.MoveNext())
                return parser.Current!;
        }
        catch (InvalidOperationException) // what the scanner throws at some brackets that are never closed
        {
            throw new SemanticErrorException(from, from, "what starts here does not end");
        }

        throw new SemanticErrorException(from, from, "the file ends too early");
    }

    private void Next<TEvent>()
        where TEvent : ParsingEvent
    {
        if (Next() is not TEvent)
            throw new SemanticErrorException(parser.Current!.Start, parser.Current.End, "the file is not one document");
    }

    private static ScenarioPlace PlaceOf(in Mark mark) => new((int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1));

    private static string Clause(YamlException wrong) =>
        wrong.Message.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(wrong.Message[0]) + wrong.Message[1..].TrimEnd('.');

    private static Refused Refuse(ParsingEvent at, string what, string advice) => new(new(PlaceOf(at.Start), what, advice));

    [SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves this class.")]
    private sealed class Refused(ScenarioError error) : Exception(error.What)
    {
        public ScenarioError Error { get; } = error;
    }
}
