using System.Reflection;

namespace ActorKernel.Actors;

/// <summary>How messages of one type are named and described: derived once from the record's properties.</summary>
public static class Message<TMessage>
    where TMessage : struct
{
    private delegate TValue Getter<out TValue>(ref TMessage message);

    private static readonly Action<TMessage, Description>[] Fields = Derive();

    public static readonly string Kind = typeof(TMessage).Name;

    /// <summary>Writes the fields in the order declared.</summary>
    public static void Describe(in TMessage message, Description to)
    {
        foreach (Action<TMessage, Description> field in Fields)
            field(message, to);
    }

    private static Action<TMessage, Description>[] Derive()
    {
        PropertyInfo[] properties = typeof(TMessage).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        MethodInfo writer = typeof(Message<TMessage>).GetMethod(nameof(Writer), BindingFlags.NonPublic | BindingFlags.Static)!;
        return [.. properties
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => (Action<TMessage, Description>)writer
                .MakeGenericMethod(property.PropertyType)
                .Invoke(null, [property])!)];
    }

    private static Action<TMessage, Description> Writer<TValue>(PropertyInfo property)
    {
        string name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        Getter<TValue> get = property.GetMethod!.CreateDelegate<Getter<TValue>>();
        return (message, to) => Write(name, get(ref message), to);
    }

    private static void Write<TValue>(string name, TValue value, Description to)
    {
        switch (value)
        {
            case null:
                break; // absent, so not written
            case IDescribed described:
                described.Describe(name, to);
                break;
            case Tsc time:
                to.Time(name, time);
                break;
            case TscSpan span:
                to.Number(name, (long)span.Ticks);
                break;
            case bool flag:
                to.Flag(name, flag);
                break;
            case ulong word:
                to.Number(name, unchecked((long)word));
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                to.Number(name, ((IConvertible)value).ToInt64(null));
                break;
            default:
                to.Text(name, value.ToString() ?? "");
                break;
        }
    }
}
