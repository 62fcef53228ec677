using System.Collections.Immutable;
using ActorKernel.Actors;
using ActorKernel.Namespace;

namespace ActorKernel.Devices.FileSystem;

/// <summary>What nodes with a major number stand for: a file of another device.</summary>
public sealed record DeviceDriver(short Major, DevicePorts Device, Qid File);

/// <summary>Hands reads and writes of device nodes on to the devices behind them, which answer the askers themselves.</summary>
/// <remarks>A device's file is opened at the first use and stays open. Until it is, requests wait here.</remarks>
internal sealed class Drivers(ImmutableArray<DeviceDriver> drivers)
{
    private readonly ImmutableArray<Route> routes = [.. drivers.Select((driver, number) => new Route(driver, new(number)))];

    public void Read(DeviceNumber device, in Read read, Port<Answered> reply)
    {
        if (Find(device) is Route route)
            route.Take(new(read, null), reply);
        else
            read.Asker.Refuse(FileSystemErrors.NoDriver);
    }

    public void Write(DeviceNumber device, in Write write, Port<Answered> reply)
    {
        if (Find(device) is Route route)
            route.Take(new(null, write), reply);
        else
            write.Asker.Refuse(FileSystemErrors.NoDriver);
    }

    /// <summary>A device's file was opened, or not.</summary>
    public void Opened(in Answered answered) => routes[(int)answered.Call.Number].Opened(answered.Answer);

    public void Abort(in Abort abort)
    {
        foreach (Route route in routes)
            route.Abort(abort);
    }

    private Route? Find(DeviceNumber device) => routes.FirstOrDefault(route => route.Major == device.Major);

    /// <summary>A request for a device: one of the two.</summary>
    private readonly record struct Request(Read? Read, Write? Write)
    {
        public Asker Asker => Read?.Asker ?? Write!.Value.Asker;

        public void Send(in Chan chan)
        {
            if (Read is Read read)
                chan.Device.Read.Send(read with { Chan = chan.Id });
            else if (Write is Write write)
                chan.Device.Write.Send(write with { Chan = chan.Id });
        }
    }

    private sealed class Route(DeviceDriver driver, CallId call)
    {
        private readonly List<Request> waiting = [];
        private bool isOpening;
        private Chan? chan;

        public short Major => driver.Major;

        public void Take(in Request request, Port<Answered> reply)
        {
            if (chan is Chan open)
            {
                request.Send(open);
                return;
            }

            waiting.Add(request);
            if (isOpening)
                return;
            isOpening = true;
            driver.Device.Open.Send(new(new(default, call, reply, null), driver.File, OpenFlags.ReadWrite));
        }

        public void Opened(in Answer answer)
        {
            isOpening = false;
            chan = answer.Chan;
            foreach (Request request in waiting)
            {
                if (chan is Chan open)
                    request.Send(open);
                else
                    request.Asker.Refuse(answer.Error ?? Errors.NotFound);
            }

            waiting.Clear();
        }

        public void Abort(in Abort abort)
        {
            Asker asker = abort.Asker;
            int at = waiting.FindIndex(request => request.Asker.Pid == asker.Pid && request.Asker.Call == asker.Call);
            if (at >= 0)
            {
                waiting[at].Asker.Refuse(Errors.Interrupted);
                waiting.RemoveAt(at);
            }
            else
            {
                chan?.Device.Abort.Send(abort);
            }
        }
    }
}
