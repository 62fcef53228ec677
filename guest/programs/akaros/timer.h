// An alarm of #A as the test programs use it.
#ifndef TIMER_H
#define TIMER_H

#include <event.h>
#include <fcntl.h>
#include <measure.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct timer {
    int id, ctl, timer;
};

static inline void fail(const char *what)
{
    perror(what);
    exit(-1);
}

static inline void write_text(int fd, const char *text, const char *what)
{
    if (write(fd, text, strlen(text)) <= 0)
        fail(what);
}

static inline struct event_queue *new_queue(int flags)
{
    struct event_queue *queue = get_big_event_q();
    if (!queue)
        fail("no event queue");
    queue->ev_vcore = 0;
    queue->ev_flags = flags;
    return queue;
}

static inline struct timer open_timer(struct event_queue *queue)
{
    struct timer timer;
    char text[64];
    timer.ctl = open("#A/clone", O_RDWR);
    if (timer.ctl < 0)
        fail("cannot clone an alarm");
    int got = read(timer.ctl, text, sizeof text - 1);
    if (got <= 0)
        fail("cannot read the alarm's id");
    text[got] = 0;
    timer.id = atoi(text);
    snprintf(text, sizeof text, "#A/a%d/timer", timer.id);
    timer.timer = open(text, O_RDWR);
    if (timer.timer < 0)
        fail("cannot open the timer");
    snprintf(text, sizeof text, "evq %lx", (unsigned long)queue);
    write_text(timer.ctl, text, "cannot set the event queue");
    return timer;
}

static inline void arm_at(const struct timer *timer, uint64_t tsc)
{
    char text[20];
    snprintf(text, sizeof text, "%llx", tsc);
    write_text(timer->timer, text, "cannot arm the timer");
}

static inline void arm_in_msec(const struct timer *timer, unsigned milliseconds)
{
    arm_at(timer, read_tsc() + msec2tsc(milliseconds));
}

#endif
