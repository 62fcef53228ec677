// What the robustness programs print about a call: its result, and errno and errstr when it left some.
#ifndef REPORT_H
#define REPORT_H

#include <errno.h>
#include <parlib.h>
#include <stdio.h>

static inline void report(const char *call, long result)
{
    int error = errno;
    printf("%s = %ld", call, result);
    if (error != 0)
        printf(" errno %d \"%s\"", error, errstr());
    printf("\n");
    errno = 0;
    errstr()[0] = 0;
}

#define SHOW(call)                   \
    do {                             \
        errno = 0;                   \
        errstr()[0] = 0;             \
        report(#call, (long)(call)); \
    } while (0)

#endif
