// What the kernel tells a process, read-only at UINFO. exec takes one with argp and argbuf filled in.
#ifndef ROS_PROCINFO_H
#define ROS_PROCINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROCINFO_MAX_ARGP 32
#define PROCINFO_ARGBUF_SIZE 3072

struct procinfo {
    int32_t pid;
    int32_t ppid;
    uint32_t max_vcores;
    uint64_t tsc_freq; // ticks per second
    uint64_t timing_overhead;
    void *heap_bottom;
    char *argp[PROCINFO_MAX_ARGP]; // argv, NULL, envp, NULL: addresses in argbuf as seen at UINFO
    char argbuf[PROCINFO_ARGBUF_SIZE];
    bool is_mcp;
};

_Static_assert(offsetof(struct procinfo, ppid) == 4, "ppid");
_Static_assert(offsetof(struct procinfo, max_vcores) == 8, "max_vcores");
_Static_assert(offsetof(struct procinfo, tsc_freq) == 12, "tsc_freq");
_Static_assert(offsetof(struct procinfo, timing_overhead) == 20, "timing_overhead");
_Static_assert(offsetof(struct procinfo, heap_bottom) == 28, "heap_bottom");
_Static_assert(offsetof(struct procinfo, argp) == 32, "argp");
_Static_assert(offsetof(struct procinfo, argbuf) == 160, "argbuf");
_Static_assert(offsetof(struct procinfo, is_mcp) == 3232, "is_mcp");

extern const volatile struct procinfo __procinfo; // placed at UINFO by the linker

#endif
