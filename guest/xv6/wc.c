// Counts lines, words and bytes of files, or of its input, whose name is then empty.
#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v';
}

static void count(int fd, const char *name)
{
    static char block[512];
    int lines = 0, words = 0, bytes = 0, got;
    char before = ' ';
    while ((got = read(fd, block, sizeof block)) > 0) {
        bytes += got;
        for (int i = 0; i < got; i++) {
            lines += block[i] == '\n';
            words += is_blank(before) && !is_blank(block[i]);
            before = block[i];
        }
    }
    if (got < 0) {
        printf(1, "wc: read error\n");
        exit();
    }
    printf(1, "%d %d %d %s\n", lines, words, bytes, name);
}

int main(int argc, char *argv[])
{
    if (argc < 2)
        count(0, "");
    for (int i = 1; i < argc; i++) {
        int fd = open(argv[i], O_RDONLY);
        if (fd < 0) {
            printf(1, "wc: cannot open %s\n", argv[i]);
            exit();
        }
        count(fd, argv[i]);
        close(fd);
    }
    exit();
}
