namespace ActorKernel.Cli;

/// <summary>What the command's exit says.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int GuestFailed = 1; // also when it is stuck
    public const int Differs = 1; // two runs, or a file and its rules
    public const int InternalError = 3;
    public const int Diverged = 4;
    public const int Usage = 64;
    public const int BadFile = 66; // missing, unreadable, not what it should be, or not writable
    public const int Unavailable = 69; // not all could be sent
    public const int Timeout = 124;
    public const int Bound = 125;
    public const int Interrupted = 130;
}

/// <summary>Something that the user can put right. The message says what is wrong and what to do about it.</summary>
internal sealed class UserErrorException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static UserErrorException Usage(string message) => new(Cli.ExitCode.Usage, message);

    public static UserErrorException Interrupted(string message) => new(Cli.ExitCode.Interrupted, message);

    public static UserErrorException File(string message) => new(Cli.ExitCode.BadFile, message);
}
