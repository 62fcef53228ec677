// The registers of an interrupted context, as the kernel stores them.
#ifndef ROS_TRAPFRAME_H
#define ROS_TRAPFRAME_H

#include <stddef.h>
#include <stdint.h>

#define ROS_HW_CTX 1

struct hw_trapframe {
    uint32_t edi, esi, ebp, oesp, ebx, edx, ecx, eax; // in pusha order
    uint32_t gs, fs, es, ds;
    uint32_t trapno, err, eip, cs, eflags, esp, ss;
};

struct user_context {
    int32_t type; // ROS_HW_CTX
    struct hw_trapframe hw;
};

_Static_assert(offsetof(struct hw_trapframe, eax) == 28, "eax");
_Static_assert(offsetof(struct hw_trapframe, gs) == 32, "gs");
_Static_assert(offsetof(struct hw_trapframe, eip) == 56, "eip");
_Static_assert(offsetof(struct hw_trapframe, eflags) == 64, "eflags");
_Static_assert(offsetof(struct hw_trapframe, esp) == 68, "esp");
_Static_assert(sizeof(struct hw_trapframe) == 76, "hw_trapframe");
_Static_assert(offsetof(struct user_context, hw) == 4, "hw");
_Static_assert(sizeof(struct user_context) == 80, "user_context");

#endif
