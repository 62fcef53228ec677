// Sleeping and the time stamp counter's unit.
#include <measure.h>
#include <ros/procinfo.h>
#include <uthread.h>
#include <unistd.h>

#define MICROSECONDS 1000000u
#define LONGEST_NAP 4000u // seconds; SYS_block takes 32 bits of microseconds

void uthread_usleep(unsigned int microseconds)
{
    ros_syscall(SYS_block, microseconds, 0, 0, 0, 0, 0);
}

void uthread_sleep(unsigned int seconds)
{
    for (; seconds > LONGEST_NAP; seconds -= LONGEST_NAP)
        uthread_usleep(LONGEST_NAP * MICROSECONDS);
    uthread_usleep(seconds * MICROSECONDS);
}

unsigned sleep(unsigned seconds)
{
    uthread_sleep(seconds);
    return 0;
}

int usleep(unsigned microseconds)
{
    uthread_usleep(microseconds);
    return 0;
}

uint64_t get_tsc_freq(void)
{
    return __procinfo.tsc_freq;
}

uint64_t sec2tsc(uint64_t seconds)
{
    uint64_t frequency = get_tsc_freq();
    if (frequency != 0 && seconds > UINT64_MAX / frequency)
        return UINT64_MAX;
    return seconds * frequency;
}

// count parts of a second, of which there are parts in one.
static uint64_t to_ticks(uint64_t count, uint64_t parts)
{
    uint64_t whole = sec2tsc(count / parts);
    uint64_t rest = count % parts * get_tsc_freq() / parts;
    return whole > UINT64_MAX - rest ? UINT64_MAX : whole + rest;
}

static uint64_t from_ticks(uint64_t ticks, uint64_t parts)
{
    uint64_t frequency = get_tsc_freq();
    return ticks / frequency * parts + ticks % frequency * parts / frequency;
}

uint64_t msec2tsc(uint64_t milliseconds)
{
    return to_ticks(milliseconds, 1000);
}

uint64_t usec2tsc(uint64_t microseconds)
{
    return to_ticks(microseconds, MICROSECONDS);
}

uint64_t tsc2sec(uint64_t ticks)
{
    return from_ticks(ticks, 1);
}

uint64_t tsc2msec(uint64_t ticks)
{
    return from_ticks(ticks, 1000);
}

uint64_t tsc2usec(uint64_t ticks)
{
    return from_ticks(ticks, MICROSECONDS);
}
