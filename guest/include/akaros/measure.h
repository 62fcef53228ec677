// Time in ticks of the time stamp counter.
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>

static inline uint64_t read_tsc(void)
{
    uint64_t ticks;
    asm volatile("rdtsc" : "=A"(ticks));
    return ticks;
}

uint64_t get_tsc_freq(void); // ticks per second

// To ticks: the largest number when there are too many.
uint64_t sec2tsc(uint64_t seconds);
uint64_t msec2tsc(uint64_t milliseconds);
uint64_t usec2tsc(uint64_t microseconds);

// From ticks, rounded down.
uint64_t tsc2sec(uint64_t ticks);
uint64_t tsc2msec(uint64_t ticks);
uint64_t tsc2usec(uint64_t ticks);

#endif
