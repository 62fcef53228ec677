// A handler that takes longer than the interval: it must not be interrupted by itself.
#include "types.h"
#include "stat.h"
#include "user.h"

#define CALLS 5
#define HANDLER_TURNS 5000000
#define MOST_TURNS 2000000000u

static volatile int calls, inside, nested;

static void handler()
{
    if (inside)
        nested++;
    inside++;
    for (uint turn = 0; turn < HANDLER_TURNS; turn++)
        asm volatile("");
    inside--;
    calls++;
}

int main(void)
{
    printf(1, "alarmlong: starting\n");
    alarm(2, handler);
    for (uint turn = 0; calls < CALLS && turn < MOST_TURNS; turn++)
        ;
    alarm(0, handler);
    printf(1, "alarmlong: %s, %s\n", calls >= CALLS ? "called again and again" : "called too seldom",
           nested == 0 ? "never re-entered" : "re-entered");
    exit();
}
