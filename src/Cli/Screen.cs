using System.Text;

namespace ActorKernel.Cli;

/// <summary>Standard output: guests' bytes as they are, our own text as UTF-8.</summary>
internal sealed class Screen(Stream output)
{
    private bool isEmpty = true;

    /// <summary>True when the next character starts a line.</summary>
    public bool IsAtLineStart { get; private set; } = true;

    /// <summary>Why nothing more can be shown: the disk it goes to is full, for example.</summary>
    public string? Trouble { get; private set; }

    /// <param name="bytes">One character for each byte.</param>
    public void ShowBytes(string bytes) => Write(Encoding.Latin1.GetBytes(bytes));

    public void Show(string text) => Write(Encoding.UTF8.GetBytes(text));

    public void ShowLine(string line) => Show(line + "\n");

    /// <summary>Sets the report apart from what the guests have printed.</summary>
    public void Separate()
    {
        if (!isEmpty)
            Show(IsAtLineStart ? "\n" : "\n\n");
    }

    /// <exception cref="UserErrorException">Not all could be shown.</exception>
    public void Finish()
    {
        if (Trouble is not null)
            throw UserErrorException.File($"standard output: {Trouble}; send it elsewhere");
    }

    private void Write(byte[] bytes)
    {
        if (bytes.Length == 0 || Trouble is not null)
            return;
        try
        {
            output.Write(bytes);
            output.Flush();
        }
        catch (IOException reason)
        {
            Trouble = reason.Message.TrimEnd('.');
        }

        isEmpty = false;
        IsAtLineStart = bytes[^1] == '\n';
    }
}
