// xv6's alarmtest: a loop that counts, with a system call now and then.
#include "bench.h"

static volatile u32 calls;

u32 kernel(u32 rounds)
{
    u32 i;
    for (i = 0; i < rounds * 50 * 500000; i++)
        if (i % 250000 == 0) {
            call(4, 2, (long)"", 0);
            calls++;
        }
    return calls;
}
