namespace ActorKernel.Xv6.Tests;

/// <summary>What is typed, line by line.</summary>
internal static class Sessions
{
    /// <summary>The shell: what it knows, what it says to what it does not, and where it comes to an end.</summary>
    public static string[] Shell =>
    [
        "echo hello", "echo a; echo b", "echo a ; echo b ; echo c", "(echo sub)", "(echo a; echo b) | wc",
        "echo one > f", "echo two three > g; cat f g", "cat < f", "cat < f | cat | cat > h; wc h", "< f wc",
        "> i echo redirected first", "cat i", "echo x >> f", "cat f", "echo 1 > j > k", "cat j", "wc k",
        "echo a | cat | cat | cat | wc", "(echo 1; (echo 2; echo 3) | cat; echo 4) | wc",
        "echo echo from a script > s", "sh < s", "cat s | sh", "echo &", "echo &; echo after", "nosuch", ".",
        "README", "nosuch | wc", "cat < nosuch", "echo > nosuch/x", "echo hi > console", "echo 1 2 3 4 5 6 7 8",
        "echo 1 2 3 4 5 6 7 8 9", "(echo a", "echo a)", "echo (", ")", "()", "()()", "echo a | | echo b", "| wc",
        "echo x >", "echo x > > y", "echo a & echo b", ";", "", "   ", "echo x ; ; echo y", "echo <", "&",
        "|", new string('x', 92) + " echo long", "cd", "cd nosuch", "cd ", "mkdir m; cd m", "cd m", "/echo in m",
        "echo", "cd .", "cd ./../m", "/cat ../f | /wc", "cd ..  ", "cd ..", "rm m", "rm f g h i j k s", "zombie",
        "sh", "init", "kill", "kill 9999", "forktest",
    ];

    /// <summary>The file tools, with what they say when something is missing.</summary>
    public static string[] Files =>
    [
        "wc README", "wc < README", "cat README | wc", "wc README README nosuch README", "cat nosuch",
        "cat README nosuch README | wc", "cat . | wc", "grep nothing . | wc", "grep", "grep x nosuch",
        "grep no.such README", "cat README | grep a*b*z | wc", "grep ^$ README | wc", "grep .. README | wc",
        "grep a README > found", "wc found", "ls found README nosuch", "ls console", "ln found again",
        "ls again found", "ln found again", "ln nosuch again2", "ln found", "ln . dot", "rm found", "ls found again",
        "rm again nosuch again", "rm", "rm /", "rm .", "mkdir", "mkdir d", "mkdir d", "mkdir d/e d/f", "ls d",
        "ls d/e", "rm d", "echo in e > d/e/file", "cat d/e/file", "cat d/e/../e/file", "ls d/e", "mkdir d/e/file/x",
        "ln d/e/file d/f/file", "cat /d/f/file", "rm d/e/file d/e", "ls d", "cat d/f/file", "rm d/f/file d/f d",
        "ls d", "echo a name of more than fourteen > abcdefghijklmnopqrst", "ls abcdefghijklmn",
        "cat abcdefghijklmnXYZ", "rm abcdefghijklmno", "mkdir 1 2 3 1 4", "rm 1 2 3", "ls 4",
    ];

    /// <summary>Of these nothing prints at the same time as something else.</summary>
    public static string[] Orderly =>
    [
        .. Files,
        .. Shell.Except(["echo &", "echo &; echo after", "nosuch | wc", "&", "init", "forktest"]),
    ];
}
