namespace ActorKernel.Tracing.Otlp;

/// <summary>What became of one attempt to send a batch.</summary>
internal enum OtlpVerdict
{
    Taken,

    /// <summary>The same batch may be taken later.</summary>
    TryAgain,

    /// <summary>The same batch will not be taken.</summary>
    Refused,
}

/// <summary>An endpoint's answer to one batch.</summary>
/// <param name="Reached">False when nobody answered at all.</param>
/// <param name="Rejected">Spans of a batch that was taken which the receiver does not want.</param>
/// <param name="Reason">For people; empty when all is well.</param>
/// <param name="After">How long the endpoint wants to be left alone.</param>
internal readonly record struct OtlpAnswer(OtlpVerdict Verdict, bool Reached, long Rejected, string Reason, TimeSpan? After)
{
    public static OtlpAnswer Silent(string reason) => new(OtlpVerdict.TryAgain, false, 0, reason, null);

    /// <summary>From an ExportTraceServiceResponse: partial_success = 1 { rejected_spans = 1, error_message = 2 }.</summary>
    public static OtlpAnswer Taken(ReadOnlySpan<byte> response)
    {
        long rejected = 0;
        string reason = "";
        ProtobufReader reader = new(response);
        while (reader.Next(out int field))
        {
            if (field != 1 || !reader.IsMessage)
                continue;
            ProtobufReader partial = new(reader.Bytes);
            while (partial.Next(out int inner))
            {
                if (inner == 1)
                    rejected = (long)partial.Number;
                else if (inner == 2)
                    reason = partial.Text;
            }
        }

        return new(OtlpVerdict.Taken, true, Math.Max(0, rejected), reason, null);
    }
}

/// <summary>Carries a batch to an endpoint, once.</summary>
internal interface IOtlpTransport : IDisposable
{
    Task<OtlpAnswer> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancelled);
}
