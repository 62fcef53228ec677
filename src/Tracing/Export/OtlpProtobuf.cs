using ActorKernel.Tracing.Otlp;
using ActorKernel.Tracing.Spans;

namespace ActorKernel.Tracing.Export;

/// <summary>OTLP in protobuf: requests one after the other, which together are one.</summary>
public sealed class OtlpProtobuf(Stream to, RunResource resource) : ISpanSink
{
    private readonly OtlpBatcher batcher = new(resource, batch =>
    {
        to.Write(batch.Content.Span);
        batch.Release();
    });

    public void Take(Span span) => batcher.Take(span);

    public void EndTrace(in TraceId trace) => batcher.EndTrace(trace);

    public void Finish()
    {
        batcher.Finish();
        if (batcher.Spans == 0)
            to.Write(batcher.Nothing()); // an empty file could be one that was never written
    }
}
