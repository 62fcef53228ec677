// Prints the lines that have a match of a pattern: ^ start, $ end, . any character, x* none or more of x.
#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"

static int matches_here(const char *pattern, const char *text)
{
    for (; *pattern; pattern++, text++) {
        if (pattern[1] == '*') {
            for (;; text++) {
                if (matches_here(pattern + 2, text))
                    return 1;
                if (*text == 0 || (*text != *pattern && *pattern != '.'))
                    return 0;
            }
        }
        if (*pattern == '$' && pattern[1] == 0)
            return *text == 0;
        if (*text == 0 || (*pattern != '.' && *pattern != *text))
            return 0;
    }
    return 1;
}

static int matches(const char *pattern, const char *text)
{
    if (*pattern == '^')
        return matches_here(pattern + 1, text);
    while (!matches_here(pattern, text))
        if (*text++ == 0)
            return 0;
    return 1;
}

// Of a line longer than the buffer the start, and of a last one without a line end all, is passed over, as in xv6.
// A line that comes in pieces, as from a pipe, is put together, which xv6's grep does not do.
static void search(const char *pattern, int fd)
{
    static char buffer[1024];
    int held = 0, got;
    while ((got = read(fd, buffer + held, sizeof buffer - 1 - held)) > 0) {
        held += got;
        buffer[held] = 0;
        char *line = buffer;
        for (char *end; (end = strchr(line, '\n')) != 0; line = end + 1) {
            *end = 0;
            int found = matches(pattern, line);
            *end = '\n';
            if (found)
                write(1, line, end + 1 - line); // a line is written whole
        }
        held -= line - buffer;
        memmove(buffer, line, held);
        if (held == sizeof buffer - 1)
            held = 0;
    }
}

int main(int argc, char *argv[])
{
    if (argc < 2) {
        printf(2, "usage: grep pattern [file ...]\n");
        exit();
    }
    if (argc == 2)
        search(argv[1], 0);
    for (int i = 2; i < argc; i++) {
        int fd = open(argv[i], O_RDONLY);
        if (fd < 0) {
            printf(1, "grep: cannot open %s\n", argv[i]);
            exit();
        }
        search(argv[1], fd);
        close(fd);
    }
    exit();
}
