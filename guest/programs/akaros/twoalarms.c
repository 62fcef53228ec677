// Two alarms with queues of their own, armed in the wrong order: each fires once, the earlier one first.
#include "timer.h"
#include <uthread.h>

static volatile int fired[8], count;

static void on_alarm(struct event_msg *message, unsigned int type)
{
    if (count < 8)
        fired[count] = message ? (int)message->ev_arg2 : -1;
    count++;
}

int main(void)
{
    ev_handlers[EV_ALARM] = on_alarm;
    struct timer late = open_timer(new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC));
    struct timer early = open_timer(new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC));
    arm_in_msec(&late, 200);
    arm_in_msec(&early, 100);
    uthread_usleep(50000);
    printf("twoalarms: %d fired after 50 msec\n", count);
    uthread_usleep(100000);
    printf("twoalarms: %d fired after 150 msec\n", count);
    uthread_usleep(100000);
    printf("twoalarms: %d fired after 250 msec\n", count);
    for (int i = 0; i < count && i < 8; i++)
        printf("twoalarms: alarm %d\n", fired[i]);

    uint64_t due = read_tsc() + msec2tsc(50);
    count = 0;
    arm_at(&early, due);
    arm_at(&late, due);
    uthread_usleep(100000);
    printf("twoalarms: %d fired at the same time\n", count);
    for (int i = 0; i < count && i < 8; i++)
        printf("twoalarms: alarm %d\n", fired[i]);
    return 0;
}
