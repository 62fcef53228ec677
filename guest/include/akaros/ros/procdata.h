// What a process and the kernel both write, at UDATA.
#ifndef ROS_PROCDATA_H
#define ROS_PROCDATA_H

#include <ros/event.h>
#include <ros/trapframe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VC_K_LOCK 0x001
#define VC_PREEMPTED 0x002
#define VC_CAN_RCV_MSG 0x004
#define VC_UTHREAD_STEALING 0x008
#define VC_SCP_NOVCCTX 0x010 // no upcalls yet: events only wake the process

struct preempt_data { // of one vcore
    struct user_context vcore_ctx;
    uint8_t preempt_anc[512] __attribute__((aligned(16)));
    struct user_context uthread_ctx; // what the last upcall interrupted
    uintptr_t transition_stack;      // its top: esp of an upcall
    uint32_t vcore_tls_desc;
    volatile uint32_t flags;
    volatile int32_t rflags;
    volatile bool notif_disabled;
    volatile bool notif_pending;
    struct event_mbox ev_mbox_public;
    struct event_mbox ev_mbox_private;
};

struct resource_req {
    uint32_t amt_wanted, amt_wanted_min, flags;
};

struct procdata {
    void *syscall_ring;
    uint8_t sysevent_ring[4096];
    void *ldt;
    struct resource_req res_req[3];
    struct event_queue *kernel_evts[MAX_NR_EVENT];
    struct preempt_data vcore_preempt_data[1];
};

_Static_assert(offsetof(struct preempt_data, preempt_anc) == 80, "preempt_anc");
_Static_assert(offsetof(struct preempt_data, uthread_ctx) == 592, "uthread_ctx");
_Static_assert(offsetof(struct preempt_data, transition_stack) == 672, "transition_stack");
_Static_assert(offsetof(struct preempt_data, vcore_tls_desc) == 676, "vcore_tls_desc");
_Static_assert(offsetof(struct preempt_data, flags) == 680, "flags");
_Static_assert(offsetof(struct preempt_data, rflags) == 684, "rflags");
_Static_assert(offsetof(struct preempt_data, notif_disabled) == 688, "notif_disabled");
_Static_assert(offsetof(struct preempt_data, notif_pending) == 689, "notif_pending");
_Static_assert(offsetof(struct preempt_data, ev_mbox_public) == 692, "ev_mbox_public");
_Static_assert(offsetof(struct preempt_data, ev_mbox_private) == 852, "ev_mbox_private");
_Static_assert(sizeof(struct preempt_data) == 1024, "preempt_data");
_Static_assert(offsetof(struct procdata, sysevent_ring) == 4, "sysevent_ring");
_Static_assert(offsetof(struct procdata, ldt) == 0x1004, "ldt");
_Static_assert(offsetof(struct procdata, res_req) == 0x1008, "res_req");
_Static_assert(offsetof(struct procdata, kernel_evts) == 0x102c, "kernel_evts");
_Static_assert(offsetof(struct procdata, vcore_preempt_data) == 0x1100, "vcore_preempt_data");

extern struct procdata __procdata; // placed at UDATA by the linker

#endif
