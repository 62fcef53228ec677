namespace ActorKernel.TestCollector;

/// <summary>How a receiver treats one request.</summary>
public sealed record Fault
{
    public static readonly Fault None = new();

    /// <summary>Over HTTP; 200 takes it.</summary>
    public int HttpStatus { get; init; } = 200;

    /// <summary>In seconds, as the header Retry-After.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Over HTTP, where else to go.</summary>
    public string? Location { get; init; }

    /// <summary>Over HTTP, answers that all is well with a page for people.</summary>
    public bool IsPage { get; init; }

    /// <summary>Over gRPC; 0 takes it.</summary>
    public int GrpcStatus { get; init; }

    /// <summary>Before it is looked at.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Never answers.</summary>
    public bool Hangs { get; init; }

    /// <summary>Closes the connection instead of an answer.</summary>
    public bool Closes { get; init; }

    /// <summary>Takes the request, but says that it did not want so many of its spans.</summary>
    public long Rejects { get; init; }

    public string Message { get; init; } = "";

    public bool IsTaken => HttpStatus == 200 && GrpcStatus == 0 && !Hangs && !Closes && !IsPage;
}
