using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorKernel.Actors;

/// <summary>How messages of one type are named and described: derived once from the record's properties.</summary>
public static class Message<TMessage>
    where TMessage : struct
{
    /// <summary>
    /// Compiling takes about a millisecond, and the first time a hundredth of a second to load what compiles: too long for
    /// a run of a few thousand deliveries.
    /// </summary>
    private const int Often = 20_000;

    private static readonly MessageField<TMessage>[] Fields = Derive();
    private static Compiled? often;
    private static int described;

    public static readonly string Kind = typeof(TMessage).Name;

    private delegate void Describer(in TMessage message, Description to);

    /// <summary>Writes the fields in the order declared.</summary>
    public static void Describe(in TMessage message, Description to)
    {
        Compiled? compiled = often;
        if (compiled is not null && compiled.Reader == to.GetType())
        {
            compiled.Describe(message, to);
            return;
        }

        foreach (MessageField<TMessage> field in Fields)
            field.Describe(message, to);
        if (++described == Often)
            often = Compile(to.GetType());
    }

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

    /// <summary>
    /// The same calls, one after the other in one method, which is for one kind of reader: what it does with a field needs no
    /// call when its class is sealed.
    /// </summary>
    private static Compiled Compile(Type reader)
    {
        ParameterExpression message = Expression.Parameter(typeof(TMessage).MakeByRefType());
        ParameterExpression to = Expression.Parameter(typeof(Description));
        ParameterExpression known = Expression.Variable(reader);
        Expression[] calls =
            [Expression.Assign(known, Expression.Convert(to, reader)), .. Fields.Select(field => field.Call(message, known))];
        return new(reader, Expression.Lambda<Describer>(Expression.Block(typeof(void), [known], calls), message, to).Compile());
    }

    private sealed record Compiled(Type Reader, Describer Describe);
}

/// <summary>A message's value at one property. Called for every delivery of a recorded run, so without boxing.</summary>
internal delegate TValue Getter<TMessage, out TValue>(ref TMessage message)
    where TMessage : struct;

/// <summary>One property of messages of one type.</summary>
internal abstract class MessageField<TMessage>(PropertyInfo property, MethodInfo describe)
    where TMessage : struct
{
    protected PropertyInfo Property { get; } = property;

    /// <summary>One object with the same text in compiled code: who compares names by identity finds them the same.</summary>
    protected string Name { get; } = string.Intern(char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);

    public abstract void Describe(in TMessage message, Description to);

    /// <summary>What <see cref="Describe"/> does, to be compiled.</summary>
    public virtual Expression Call(Expression message, Expression to) =>
        Expression.Call(describe, Expression.Constant(Name), Expression.Property(message, Property), to);
}

internal sealed class PlainField<TMessage, TValue>(PropertyInfo property)
    : MessageField<TMessage>(property, ((Action<string, TValue, Description>)FieldValue.Describe).Method)
    where TMessage : struct
    where TValue : struct
{
    private readonly Getter<TMessage, TValue> get = property.GetMethod!.CreateDelegate<Getter<TMessage, TValue>>();

    public override void Describe(in TMessage message, Description to) =>
        FieldValue.Describe(Name, get(ref Unsafe.AsRef(in message)), to);
}

/// <summary>Absent when null.</summary>
internal sealed class OptionalField<TMessage, TValue>(PropertyInfo property)
    : MessageField<TMessage>(property, ((Action<string, TValue?, Description>)FieldValue.DescribeOptional).Method)
    where TMessage : struct
    where TValue : struct
{
    private readonly Getter<TMessage, TValue?> get = property.GetMethod!.CreateDelegate<Getter<TMessage, TValue?>>();

    public override void Describe(in TMessage message, Description to) =>
        FieldValue.DescribeOptional(Name, get(ref Unsafe.AsRef(in message)), to);
}

/// <summary>Absent when null. Apart from values: code that all classes share would have to look up which one it is for.</summary>
internal sealed class ObjectField<TMessage, TValue>(PropertyInfo property)
    : MessageField<TMessage>(property, ((Action<string, object?, Description>)FieldValue.DescribeObject).Method)
    where TMessage : struct
    where TValue : class
{
    private readonly Getter<TMessage, TValue?> get = property.GetMethod!.CreateDelegate<Getter<TMessage, TValue?>>();

    public override void Describe(in TMessage message, Description to) =>
        FieldValue.DescribeObject(Name, get(ref Unsafe.AsRef(in message)), to);

    /// <summary>What a sealed class does is known, so it is not looked up for each object.</summary>
    public override Expression Call(Expression message, Expression to)
    {
        if (!typeof(TValue).IsSealed || !typeof(TValue).IsAssignableTo(typeof(IDescribed)))
            return base.Call(message, to);
        ParameterExpression value = Expression.Variable(typeof(TValue));
        MethodInfo describe = typeof(TValue).GetInterfaceMap(typeof(IDescribed)).TargetMethods[0];
        return Expression.Block(
            [value],
            Expression.Assign(value, Expression.Property(message, Property)),
            Expression.IfThen(
                Expression.ReferenceNotEqual(value, Expression.Constant(null)),
                Expression.Call(value, describe, Expression.Constant(Name), to)));
    }
}

internal static class FieldValue
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DescribeOptional<TValue>(string name, TValue? value, Description to)
        where TValue : struct
    {
        if (value is TValue known)
            Describe(name, known, to);
    }

    public static void DescribeObject(string name, object? value, Description to)
    {
        if (value is IDescribed described)
            described.Describe(name, to);
        else if (value is not null)
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
