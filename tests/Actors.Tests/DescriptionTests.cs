namespace ActorKernel.Actors.Tests;

public sealed class DescriptionTests
{
    private enum Colour
    {
        Red,
    }

    private readonly record struct Everything(
        int Number,
        ulong Word,
        byte Small,
        bool Flag,
        string Text,
        string? Nothing,
        Tsc Due,
        TscSpan Delay,
        Vector Vector,
        Bytes Content,
        Colour Colour,
        Tsc? Absent,
        Port<Interrupt> Unplugged);

    private readonly record struct Inner(int A) : IDescribed
    {
        public void Describe(string field, Description to)
        {
            to.Open(field);
            to.Number("a", A);
            to.Close();
        }
    }

    private readonly record struct Outer(Inner First, Inner? Second);

    [Fact]
    public void A_message_is_described_by_its_properties_in_the_order_declared()
    {
        Everything message = new(
            -5, ulong.MaxValue, 200, true, "hello", null, new(110), new(7), new(32), Bytes.Latin1("ok"), Colour.Red,
            null, default);
        Assert.Equal(
            "number=-5 word=-1 small=200 flag=1 text=hello due=+10 delay=7 vector=32 content=\"ok\" colour=Red "
            + "unplugged=none",
            Text(message));
        Assert.Equal("Everything", Message<Everything>.Kind);
    }

    [Fact]
    public void A_part_has_its_fields_in_brackets()
    {
        Assert.Equal("first(a=1) second(a=2)", Text(new Outer(new(1), new Inner(2))));
        Assert.Equal("first(a=1)", Text(new Outer(new(1), null)));
    }

    [Fact]
    public void Times_are_relative_to_now()
    {
        TextDescription text = new(new(100));
        text.Time("now", new(100));
        text.Time("later", new(101));
        text.Time("earlier", new(98));
        text.Time("end", Tsc.End);
        text.Time("boot", Tsc.Boot);
        Assert.Equal("now=+0 later=+1 earlier=-2 end=never boot=-100", text.ToString());
    }

    private static string Text<TMessage>(TMessage message)
        where TMessage : struct
    {
        TextDescription text = new(new(100));
        Message<TMessage>.Describe(message, text);
        return text.ToString();
    }
}
