// manyalarms [N]: N alarms (default 100), one msec apart, each with a message of its own. Alarms take descriptors, so a
// dozen do it in turns. More than 170 messages also take the mailbox to its next page.
#include "timer.h"
#include <uthread.h>

#define MOST 12

static volatile unsigned fired, early, wrong;
static volatile uint64_t due[MOST];

static void on_alarm(struct event_msg *message, unsigned int type)
{
    fired++;
    if (!message || message->ev_type != EV_ALARM || message->ev_arg2 >= MOST)
        wrong++;
    else if (read_tsc() < due[message->ev_arg2])
        early++;
}

int main(int argc, char **argv)
{
    unsigned wanted = argc > 1 ? atoi(argv[1]) : 100;
    ev_handlers[EV_ALARM] = on_alarm;
    struct event_queue *queue = new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC);
    struct timer timers[MOST];
    for (int i = 0; i < MOST; i++) {
        timers[i] = open_timer(queue);
        close(timers[i].ctl);
    }
    for (unsigned armed = 0; armed < wanted;) {
        uint64_t start = read_tsc();
        for (unsigned i = 0; i < MOST && armed < wanted; i++, armed++) {
            due[i] = start + msec2tsc(i + 1);
            arm_at(&timers[i], due[i]);
        }
        for (int naps = 0; fired < armed && naps < 100; naps++)
            uthread_usleep(1000);
    }
    printf("manyalarms: %u armed, %u fired, %u early, %u wrong\n", wanted, fired, early, wrong);
    return fired == wanted && early == 0 && wrong == 0 ? 0 : 1;
}
