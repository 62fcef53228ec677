// The homework's alarm as it is given: handlers interrupt themselves, and exec keeps the alarm.
#include "types.h"
#include "stat.h"
#include "user.h"

static volatile int calls, inside, deepest;

static void wait_ticks(int ticks)
{
    for (int start = uptime(); uptime() - start < ticks;)
        for (volatile int turn = 0; turn < 1000; turn++)
            ;
}

static void handler()
{
    asm volatile("pushal; pushfl" ::: "memory"); // or what is interrupted would not know its registers again
    calls++;
    inside++;
    if (inside > deepest)
        deepest = inside;
    if (calls < 4)
        wait_ticks(3);
    inside--;
    asm volatile("popfl; popal" ::: "memory");
}

static void count()
{
    asm volatile("pushal; pushfl" ::: "memory");
    calls++;
    asm volatile("popfl; popal" ::: "memory");
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        wait_ticks(20);
        printf(1, "after exec: %s\n", calls > 0 ? "called" : "not called");
        alarm(0, 0);
        printf(1, "alarmnaive: done\n");
        exit();
    }
    alarm(1, handler);
    wait_ticks(20);
    alarm(0, 0);
    printf(1, "%s\n", deepest > 1 ? "called inside itself" : "never called inside itself");
    calls = 0;
    alarm(2, count);
    if (fork() == 0) {
        calls = 0;
        wait_ticks(20);
        printf(1, "child: %s\n", calls > 0 ? "called" : "not called");
        exit();
    }
    wait();
    char *again[] = {"alarmnaive", "again", 0};
    exec("#/xv6/alarmnaive", again);
    printf(1, "exec failed\n");
    exit();
}
