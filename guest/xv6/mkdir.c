// Makes directories, up to the first that cannot be made.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(int argc, char *argv[])
{
    if (argc == 1)
        printf(2, "Usage: mkdir files...\n");
    for (char **path = argv + 1; path < argv + argc; path++)
        if (mkdir(*path) != 0) {
            printf(2, "mkdir: %s failed to create\n", *path);
            break;
        }
    exit();
}
