// Without EVENT_NOMSG the event comes as a message through the mailbox's queue, and its ev_arg2 is the alarm's id.
#include "timer.h"
#include <uthread.h>

static volatile int messages, bits;
static struct event_msg last;

static void on_alarm(struct event_msg *message, unsigned int type)
{
    if (message) {
        last = *message;
        messages++;
    } else {
        bits++;
    }
}

static void once(const struct timer *timer)
{
    messages = bits = 0;
    arm_in_msec(timer, 50);
    uthread_usleep(100000);
    printf("ucqalarm: alarm %d: %d messages, %d bits", timer->id, messages, bits);
    if (messages > 0)
        printf(", type %d, from alarm %u", last.ev_type, last.ev_arg2);
    printf("\n");
}

int main(void)
{
    ev_handlers[EV_ALARM] = on_alarm;
    struct timer first = open_timer(new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC));
    struct timer second = open_timer(new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC));
    struct timer third = open_timer(new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC | EVENT_NOMSG));
    once(&first);
    once(&second);
    once(&third);
    once(&first);
    return 0;
}
