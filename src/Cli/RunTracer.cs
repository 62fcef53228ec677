using ActorKernel.Actors;
using ActorKernel.Tracing;
using ActorKernel.Tracing.Otlp;

namespace ActorKernel.Cli;

/// <summary>Sends a run's spans while it runs. A run that is not recorded is, for as long as that takes, elsewhere.</summary>
internal sealed class RunTracer : IObserver, IDisposable
{
    private readonly OtlpRequest request;
    private readonly OtlpSettings endpoint;
    private readonly LiveTrace trace;
    private readonly RunRecorder? ownRecorder;

    private RunTracer(OtlpRequest request, OtlpSettings endpoint, string folder, RunRecorder? ownRecorder)
    {
        this.request = request;
        this.endpoint = endpoint;
        this.ownRecorder = ownRecorder;
        trace = new(Path.Combine(folder, RunFiles.Record), new OtlpSender(endpoint), request.SetupFor);
    }

    /// <summary>Null when nothing is asked for, or nothing can be recorded.</summary>
    /// <param name="recorder">That of the run, if it has one.</param>
    /// <param name="warn">Told why nothing is sent.</param>
    public static RunTracer? Open(OtlpRequest request, RunRecorder? recorder, RunPlan plan, Action<string> warn)
    {
        if (request.IsDisabled)
            warn("OTEL_SDK_DISABLED is true: no traces are sent");
        if (request.Endpoint is not OtlpSettings endpoint)
            return null;
        if (recorder is not null)
            return new(request, endpoint, recorder.Folder, null);
        string folder = Directory.CreateTempSubdirectory("ak-trace-").FullName;
        RunRecorder? own = RunRecorder.Open(folder, folder, plan, hasReport: false, warn);
        return own is null ? null : new(request, endpoint, folder, own);
    }

    public void Delivering(Mail mail, in Delivery delivery) => ownRecorder?.Deliveries.Delivering(mail, delivery);

    /// <summary>The run is over and recorded: waits until all is sent, or is known not to be.</summary>
    /// <param name="finish">Ends a record.</param>
    /// <param name="say">Told how many spans were sent.</param>
    /// <param name="warn">Told why some were not.</param>
    /// <param name="hurry">When cancelled, what is not sent yet is dropped.</param>
    /// <returns>The exit code: that of the run, unless all had to be sent.</returns>
    public int Finish(int exit, Action<RunRecorder> finish, Action<string> say, Action<string> warn, CancellationToken hurry)
    {
        if (ownRecorder is not null)
            finish(ownRecorder);
        OtlpTally tally = trace.Finish(hurry);
        say(TraceSend.Tell(tally, endpoint));
        if (trace.Trouble is string trouble)
            warn($"otlp: not all of the run was traced: {trouble}");
        if (tally.Dropped > 0)
            warn(TraceSend.Complaint(tally, endpoint));
        bool isShort = tally.Dropped > 0 || trace.Trouble is not null;
        return isShort && request.IsRequired && exit == ExitCode.Ok ? ExitCode.Unavailable : exit;
    }

    public void Dispose()
    {
        trace.Dispose();
        if (ownRecorder is not null)
        {
            ownRecorder.Dispose();
            Directory.Delete(ownRecorder.Folder, recursive: true);
        }
    }
}
