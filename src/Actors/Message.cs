using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorKernel.Actors;

/// <summary>A message whose description is made from its properties when it is compiled.</summary>
/// <remarks>
/// It is declared <c>partial</c>, and the method is there: src/Generators writes it. A message that is not one is described
/// the same, by looking its properties up when it runs, which takes three times as long and a moment for each kind.
/// </remarks>
public interface IMessage
{
    /// <summary>Writes the fields in the order declared.</summary>
    void Describe(Description to);
}

/// <summary>How messages of one type are named and described.</summary>
public static class Message<TMessage>
    where TMessage : struct
{
    public static readonly string Kind = typeof(TMessage).Name;

    /// <summary>Writes the fields in the order declared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Describe(in TMessage message, Description to)
    {
        if (message is IMessage)
            ((IMessage)message).Describe(to); // not boxed
        else
            DescribeProperties(message, to);
    }

    public static void DescribeProperties(in TMessage message, Description to)
    {
        foreach (MessageField<TMessage> field in MessageFields<TMessage>.All)
            field.Describe(message, to);
    }
}

/// <summary>Derived once from the record's properties.</summary>
internal static class MessageFields<TMessage>
    where TMessage : struct
{
    public static readonly MessageField<TMessage>[] All = Derive();

    private static MessageField<TMessage>[] Derive() =>
    [
        .. typeof(TMessage).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(MakeField),
    ];

    private static MessageField<TMessage> MakeField(PropertyInfo property)
    {
        Type type = property.PropertyType;
        Type field = Nullable.GetUnderlyingType(type) is Type value
            ? typeof(OptionalField<,>).MakeGenericType(typeof(TMessage), value)
            : (type.IsValueType ? typeof(PlainField<,>) : typeof(ObjectField<,>)).MakeGenericType(typeof(TMessage), type);
        return (MessageField<TMessage>)Activator.CreateInstance(field, property)!;
    }
}

/// <summary>A message's value at one property. Without boxing.</summary>
internal delegate TValue Getter<TMessage, out TValue>(ref TMessage message)
    where TMessage : struct;

/// <summary>One property of messages of one type.</summary>
internal abstract class MessageField<TMessage>(PropertyInfo property)
    where TMessage : struct
{
    /// <summary>The same object as in code: who compares names by identity finds them the same.</summary>
    protected string Name { get; } = string.Intern(char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);

    public abstract void Describe(in TMessage message, Description to);
}

internal sealed class PlainField<TMessage, TValue>(PropertyInfo property) : MessageField<TMessage>(property)
    where TMessage : struct
    where TValue : struct
{
    private readonly Getter<TMessage, TValue> get = property.GetMethod!.CreateDelegate<Getter<TMessage, TValue>>();

    public override void Describe(in TMessage message, Description to) =>
        FieldValue.Describe(Name, get(ref Unsafe.AsRef(in message)), to);
}

/// <summary>Absent when null.</summary>
internal sealed class OptionalField<TMessage, TValue>(PropertyInfo property) : MessageField<TMessage>(property)
    where TMessage : struct
    where TValue : struct
{
    private readonly Getter<TMessage, TValue?> get = property.GetMethod!.CreateDelegate<Getter<TMessage, TValue?>>();

    public override void Describe(in TMessage message, Description to)
    {
        if (get(ref Unsafe.AsRef(in message)) is TValue known)
            FieldValue.Describe(Name, known, to);
    }
}

/// <summary>Absent when null. Apart from values: code that all classes share would have to look up which one it is for.</summary>
internal sealed class ObjectField<TMessage, TValue>(PropertyInfo property) : MessageField<TMessage>(property)
    where TMessage : struct
    where TValue : class
{
    private readonly Getter<TMessage, TValue?> get = property.GetMethod!.CreateDelegate<Getter<TMessage, TValue?>>();

    public override void Describe(in TMessage message, Description to)
    {
        if (get(ref Unsafe.AsRef(in message)) is TValue known)
            FieldValue.DescribeObject(Name, known, to);
    }
}

/// <summary>How a value is described when nothing more is known of it than its type.</summary>
public static class FieldValue
{
    /// <remarks>The compiler makes one for each type of value, in which one of the cases is left.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // or each field would be one call more
    public static void Describe<TValue>(string name, TValue value, Description to)
        where TValue : struct
    {
        if (value is IDescribed)
            ((IDescribed)value).Describe(name, to);
        else if (typeof(TValue) == typeof(Tsc))
            to.Time(name, (Tsc)(object)value);
        else if (typeof(TValue) == typeof(TscSpan))
            to.Number(name, (long)((TscSpan)(object)value).Ticks);
        else if (typeof(TValue) == typeof(bool))
            to.Flag(name, (bool)(object)value);
        else if (typeof(TValue) == typeof(long))
            to.Number(name, (long)(object)value);
        else if (typeof(TValue) == typeof(ulong))
            to.Number(name, (long)(ulong)(object)value);
        else if (typeof(TValue) == typeof(int))
            to.Number(name, (int)(object)value);
        else if (value is sbyte or byte or short or ushort or uint)
            to.Number(name, ((IConvertible)value).ToInt64(null));
        else if (typeof(TValue).IsEnum)
            to.Text(name, EnumNames<TValue>.Of(value));
        else
            to.Text(name, value.ToString() ?? "");
    }

    public static void DescribeObject(string name, object value, Description to)
    {
        if (value is IDescribed described)
            described.Describe(name, to);
        else
            to.Text(name, value.ToString() ?? "");
    }
}

/// <summary>The names of an enum's values, each one object: who compares texts by identity finds them the same.</summary>
internal static class EnumNames<TValue>
    where TValue : struct
{
    private static readonly TValue[] Values = [.. typeof(TValue).GetEnumValues().Cast<TValue>().Distinct()];
    private static readonly string[] Names = [.. Values.Select(value => value.ToString()!)];

    public static string Of(TValue value)
    {
        for (int place = 0; place < Values.Length; place++)
        {
            if (EqualityComparer<TValue>.Default.Equals(Values[place], value))
                return Names[place];
        }

        return value.ToString()!; // a combination of flags
    }
}
