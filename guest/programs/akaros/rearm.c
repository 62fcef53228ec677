// Arming an armed alarm moves it, later or earlier, and never doubles it; arming after it fired or was cancelled starts
// anew.
#include "timer.h"
#include <uthread.h>

static volatile int fired;

static void on_alarm(struct event_msg *message, unsigned int type)
{
    fired++;
}

static void nap_and_say(unsigned milliseconds, const char *what)
{
    uthread_usleep(milliseconds * 1000);
    printf("rearm: %s: %d\n", what, fired);
}

int main(void)
{
    ev_handlers[EV_ALARM] = on_alarm;
    struct timer timer = open_timer(new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC));

    arm_in_msec(&timer, 100);
    arm_in_msec(&timer, 300);
    nap_and_say(200, "moved later, before it");
    nap_and_say(200, "moved later, after it");

    arm_in_msec(&timer, 300);
    arm_in_msec(&timer, 100);
    nap_and_say(200, "moved earlier, after it");
    nap_and_say(200, "moved earlier, after the old time");

    for (int i = 0; i < 5; i++) {
        arm_in_msec(&timer, 20);
        uthread_usleep(40000);
    }
    printf("rearm: five more, one after the other: %d\n", fired);

    arm_in_msec(&timer, 100);
    write_text(timer.ctl, "cancel", "cannot cancel");
    nap_and_say(200, "cancelled");
    arm_in_msec(&timer, 50);
    nap_and_say(100, "armed after the cancel");
    arm_at(&timer, 1);
    nap_and_say(50, "armed in the past");
    return 0;
}
