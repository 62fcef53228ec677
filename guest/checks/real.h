// Output of floating point, for the checks that use it.
#ifndef REAL_H
#define REAL_H

#include "check.h"

#if defined __i386__ && !defined __SSE2_MATH__
// The x87 then rounds each result to a double, as all others do; only its exponents reach further.
#define USE_DOUBLE_PRECISION() asm volatile("fldcw %0" : : "m"((const u16){0x27f}))
#else
#define USE_DOUBLE_PRECISION() ((void)0)
#endif

#if defined __xv6__ || defined __x64__
int format_double(char *to, u64 bits, char style, int precision, int alternate);

static inline void show_real(double value, char style, int precision)
{
    static char text[700];
    u64 bits;
    memcpy(&bits, &value, sizeof bits);
    if (bits >> 63)
        show_char('-');
    text[format_double(text, bits, style, precision, 0)] = 0;
    show(text);
}
#else
#include <stdio.h>

static inline void show_real(double value, char style, int precision)
{
    static char text[700];
    char format[] = {'%', '.', '*', style, 0};
    snprintf(text, sizeof text, format, precision, value);
    show(text);
}
#endif

static inline void show_numbers(const char *name, const double *values, int count)
{
    show(name);
    for (int i = 0; i < count; i++) {
        show(" ");
        show_real(values[i], 'g', 17);
    }
    show("\n");
}

#endif
