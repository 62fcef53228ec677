// alarm(0, ...) and a negative interval stop the calls; a later alarm starts them again.
#include "types.h"
#include "stat.h"
#include "user.h"

static volatile int calls;

static void handler()
{
    calls++;
}

static void spin(int millions)
{
    for (int i = 0; i < millions; i++)
        for (uint turn = 0; turn < 1000000; turn++)
            asm volatile("");
}

static void wait_for_call(void)
{
    int before = calls;
    for (int i = 0; calls == before && i < 1000; i++)
        spin(1);
    printf(1, "alarmoff: on: %s\n", calls != before ? "called" : "never called");
}

static void stop(const char *how, int interval)
{
    int result = alarm(interval, handler);
    int before = calls;
    spin(20);
    printf(1, "alarmoff: %s: returned %d, %d calls\n", how, result, calls - before);
}

int main(void)
{
    alarm(1, handler);
    wait_for_call();
    stop("interval 0", 0);
    alarm(1, handler);
    wait_for_call();
    stop("interval -1", -1);
    exit();
}
