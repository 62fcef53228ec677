// Removes names of files, and empty directories, up to the first that cannot be removed.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(int argc, char *argv[])
{
    if (argc == 1)
        printf(2, "Usage: rm files...\n");
    for (char **path = argv + 1; path < argv + argc; path++)
        if (unlink(*path) != 0) {
            printf(2, "rm: %s failed to delete\n", *path);
            break;
        }
    exit();
}
