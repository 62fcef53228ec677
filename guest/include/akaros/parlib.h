// The system call itself, and what surrounds it.
#ifndef PARLIB_H
#define PARLIB_H

#include <assert.h>
#include <ros/memlayout.h>
#include <ros/procdata.h>
#include <ros/procinfo.h>
#include <ros/syscall.h>
#include <stdbool.h>
#include <stdint.h>

// Makes a call and waits until it is done. A nonzero err goes to errno, its text to errstr().
long ros_syscall(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t a4, uint32_t a5);

// Traps with a record filled in by the caller. The call may still be in progress on return (no SC_DONE).
static inline void ros_trap(struct syscall *calls, uint32_t count)
{
    asm volatile("int $0x80" : "+a"(calls), "+d"(count) : : "memory", "cc");
}

char *errstr(void); // the text of the last failed call, "" if it had none

#endif
