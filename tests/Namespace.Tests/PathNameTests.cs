namespace ActorKernel.Namespace.Tests;

/// <summary>Paths taken apart as Plan 9's namec does.</summary>
public sealed class PathNameTests
{
    [Theory]
    [InlineData("#A", 'A', "", false)]
    [InlineData("#A/", 'A', "", true)]
    [InlineData("#A/clone", 'A', "clone", false)]
    [InlineData("#A//a0/./timer", 'A', "a0/timer", false)]
    [InlineData("#A/a0/", 'A', "a0", true)]
    [InlineData("#A/a0/.", 'A', "a0", true)]
    [InlineData("#A/a0/../clone", 'A', "a0/../clone", false)]
    [InlineData("#Axyz/clone", 'A', "clone", false)]
    [InlineData("#Axyz", 'A', "", false)]
    [InlineData("#A/a0/#s", 'A', "a0/#s", false)]
    [InlineData("#s/alarm test", 's', "alarm test", false)]
    [InlineData("#/", null, null, false)]
    [InlineData("/", null, "", true)]
    [InlineData("echo", null, "echo", false)]
    [InlineData("/echo", null, "echo", false)]
    [InlineData("./echo", null, "echo", false)]
    [InlineData(".", null, "", false)]
    [InlineData("..", null, "..", false)]
    [InlineData("a/b/c/", null, "a/b/c", true)]
    [InlineData("a#b", null, "a#b", false)]
    public void A_path_is_a_device_and_elements(string path, char? device, string? elements, bool mustBeDirectory)
    {
        bool isGood = PathName.TryParse(path, out PathName name, out Error? error);

        Assert.Equal(elements is not null, isGood);
        if (elements is null)
        {
            Assert.Equal(Errors.UnknownDevice, error);
            return;
        }

        Assert.Equal((device, elements), (name.Device, string.Join('/', name.Elements)));
        Assert.True(name.MustBeDirectory == mustBeDirectory || name.Elements.IsEmpty);
    }

    [Theory]
    [InlineData("", 136, "empty file name")]
    [InlineData("#", 136, "unknown device in # filename")]
    [InlineData("a\nb", 136, "bad character in file name: \\x0a")]
    [InlineData("#A/\u0001", 136, "bad character in file name: \\x01")]
    [InlineData("caf\u00e9", 136, "Akaros doesn't do UTF-8")]
    [InlineData("\u007f", 136, "Akaros doesn't do UTF-8")]
    public void A_path_that_is_none_is_refused_with_akaros_text(string path, int number, string text)
    {
        Assert.False(PathName.TryParse(path, out _, out Error? error));
        Assert.Equal((number, text), ((int)error.Value.Number, error.Value.Text));
    }

    [Fact]
    public void A_path_has_at_most_65535_characters()
    {
        Assert.True(PathName.TryParse(new('a', 65535), out _, out _));
        Assert.False(PathName.TryParse(new('a', 65536), out _, out Error? error));
        Assert.Equal(Errors.NameTooLong, error);
    }
}
