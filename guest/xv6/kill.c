// Kills processes by their pids. One that does not exist is passed over in silence.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(int argc, char *argv[])
{
    if (argc == 1)
        printf(2, "usage: kill pid...\n");
    while (--argc > 0)
        kill(atoi(*++argv));
    exit();
}
