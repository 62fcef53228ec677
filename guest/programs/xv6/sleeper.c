// sleeper [N]: sleeps N ticks (default 10) and says how many ticks passed.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(int argc, char *argv[])
{
    int ticks = argc > 1 ? atoi(argv[1]) : 10;
    int start = uptime();
    int result = sleep(ticks);
    printf(1, "sleeper: sleep(%d) = %d after %d ticks\n", ticks, result, uptime() - start);
    exit();
}
