using System.Text;
using Spectre.Console;

namespace ActorKernel.Cli;

/// <summary>A column's heading.</summary>
/// <param name="IsNumber">Aligned to the right.</param>
internal sealed record Heading(string Text, bool IsNumber = false);

/// <summary>A table: with borders and colour in a terminal that shows them, otherwise in plain columns.</summary>
internal sealed class Sheet(params Heading[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public void Show(Screen screen, Shell shell)
    {
        int[] widths = [.. headings.Select((heading, i) => rows.Select(row => row[i].Length).Append(heading.Text.Length).Max())];
        bool fits = widths.Sum(width => width + 3) + 1 <= shell.Width; // a cell's padding and border
        screen.Show(shell.IsOutputRich && fits ? Rich(shell.Width) : Plain(widths));
    }

    private string Plain(int[] widths)
    {
        StringBuilder text = new();
        foreach (string[] row in rows.Prepend([.. headings.Select(heading => heading.Text)]))
        {
            IEnumerable<string> cells = row.Select((cell, i) =>
                headings[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private string Rich(int width)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        Table table = new Table().RoundedBorder().BorderColor(Color.Grey);
        foreach (Heading heading in headings)
        {
            TableColumn column = new TableColumn(new Text(heading.Text, new(decoration: Decoration.Bold))).NoWrap();
            table.AddColumn(heading.IsNumber ? column.RightAligned() : column);
        }

        foreach (string[] row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        console.Write(table);
        return text.ToString().ReplaceLineEndings("\n");
    }
}
