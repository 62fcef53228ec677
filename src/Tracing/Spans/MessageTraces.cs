namespace ActorKernel.Tracing.Spans;

/// <summary>A span for each delivery, in the tree of what caused it.</summary>
/// <remarks>
/// A tree begins with what comes from outside or from a timer; it is cut at <see cref="TraceOptions.SpansMax"/> spans,
/// and goes on in another trace. Only the receiver's span is made: half as many, and the sending is an attribute.
/// </remarks>
internal sealed class MessageTraces(SpanWriter writer, HopWindow window)
{
    /// <param name="isRepeated">The message was delivered before: fault injection doubled it.</param>
    public void Take(in Hop hop, bool isRepeated)
    {
        SpanId own = RunIds.Span(isRepeated ? hop.Key with { Output = ~hop.Key.Output } : hop.Key);
        MessageTree? cause = hop.IsTimer ? null : window.TreeOf(hop.Cause);
        MessageTree tree = cause ?? new(writer.Options.Ids.Trace(TraceCategory.Messages, hop.Key));
        while (tree.Spans >= writer.Options.SpansMax)
            tree = tree.Next ??= new(writer.Options.Ids.Trace(TraceCategory.Messages, hop.Key));
        tree.Spans++;
        window.SetTree(hop.Id, tree);

        CauseKey by = new(hop.Cause.Sender.Value, hop.Cause.Event, hop.Cause.Output);
        bool isChild = tree == cause;
        Service receiver = writer.ServiceOf(hop.Receiver);
        Span span = writer.Begin(
            tree.Trace, own, isChild ? RunIds.Span(by) : SpanId.None, receiver,
            isChild ? writer.Texts[$"process {hop.Kind}"] : writer.RootName($"process {hop.Kind}"), SpanKind.Consumer);
        writer.About(hop, receiver, isSending: false);
        span.Add(Keys.MessageFrom, writer.Texts[writer.ServiceOf(hop.Sender).Name]);
        span.Add(Keys.MessageSent, (long)writer.Nanoseconds(hop.Sent));
        span.Add(Keys.MessageQueued, (long)(writer.Nanoseconds(hop.Now) - writer.Nanoseconds(hop.Due)));
        if (cause is not null && !isChild)
            writer.Link(cause.Trace, RunIds.Span(by), Keys.Continues);
        else if (hop.IsTimer && window.TreeOf(hop.Cause) is MessageTree setter)
            writer.Link(setter.Trace, RunIds.Span(by), Keys.SetBy);
        writer.End(hop.Now, hop.Now);
    }
}
