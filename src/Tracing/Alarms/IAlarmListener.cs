using ActorKernel.Actors;

namespace ActorKernel.Tracing.Alarms;

/// <summary>An alarm of xv6 whose handler is called.</summary>
/// <param name="ArmedAt">When the count of ticks began.</param>
/// <param name="Due">When the last of the ticks was.</param>
/// <param name="FiredAt">When the call was decided.</param>
/// <param name="Handler">Its address.</param>
internal readonly record struct HandlerCall(int Pid, string Program, Tsc ArmedAt, Tsc Due, Tsc FiredAt, ulong Handler);

/// <summary>An alarm of Akaros that is armed: its number is in every message about it.</summary>
/// <param name="Program">Of the process that it is for.</param>
internal readonly record struct DeviceArming(long Number, int Pid, string Program, Tsc Due);

/// <summary>The first instruction of a handler, or of a vcore entry.</summary>
/// <param name="By">The message with which it came.</param>
internal readonly record struct AlarmEntry<TPlace>(Tsc At, ActorId Core, TPlace By);

/// <summary>Is told each step of each alarm, in the order recorded.</summary>
/// <typeparam name="TAlarm">What it knows an alarm by: it makes one for each arming.</typeparam>
/// <typeparam name="TPlace">What it knows a delivery by.</typeparam>
internal interface IAlarmListener<TAlarm, TPlace>
    where TAlarm : class
{
    /// <summary>The first step of an alarm of xv6, and its delivery.</summary>
    TAlarm Called(in HandlerCall call, in AlarmEntry<TPlace> entry);

    /// <summary>The first step of an alarm of Akaros.</summary>
    /// <param name="at">When the timer chain took it.</param>
    TAlarm Armed(in DeviceArming arming, Tsc at, TPlace place);

    /// <summary>It never fires: the last step.</summary>
    void Cancelled(TAlarm alarm);

    /// <summary>#A has been told that its time has come.</summary>
    void Expired(TAlarm alarm, Tsc at, TPlace place);

    /// <summary>Its event is in the process' memory, or was refused, which is the last step.</summary>
    void Posted(TAlarm alarm, Tsc at, bool isWritten, TPlace place);

    /// <summary>A vcore was entered that can see its event: the last step.</summary>
    void Delivered(TAlarm alarm, in AlarmEntry<TPlace> entry);

    /// <summary>The handler has returned: the last step.</summary>
    void Returned(TAlarm alarm, Tsc at);

    /// <summary>Nothing more is seen of it: the last step.</summary>
    void Lost(TAlarm alarm);
}
