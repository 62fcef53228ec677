// Copies files, or its input, to its output.
#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"

static void copy(int fd)
{
    static char block[512];
    for (;;) {
        int count = read(fd, block, sizeof block);
        if (count == 0)
            return;
        if (count > 0 && write(1, block, count) == count)
            continue;
        printf(1, "cat: %s error\n", count < 0 ? "read" : "write");
        exit();
    }
}

int main(int argc, char *argv[])
{
    if (argc < 2)
        copy(0);
    for (int i = 1; i < argc; i++) {
        int fd = open(argv[i], O_RDONLY);
        if (fd < 0) {
            printf(1, "cat: cannot open %s\n", argv[i]);
            exit();
        }
        copy(fd);
        close(fd);
    }
    exit();
}
