// Ticks that pass in sleep are not CPU time and do not count; ticks spent computing do.
#include "types.h"
#include "stat.h"
#include "user.h"

static volatile int calls;

static void handler()
{
    calls++;
}

int main(void)
{
    alarm(5, handler);
    sleep(100);
    printf(1, "alarmsleep: %d calls during sleep\n", calls);
    for (uint turn = 0; calls == 0 && turn < 1000000000u; turn++)
        ;
    printf(1, "alarmsleep: %s while computing\n", calls > 0 ? "called" : "not called");
    exit();
}
