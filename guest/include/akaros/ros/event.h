// Event types, mailboxes and queues.
#ifndef ROS_EVENT_H
#define ROS_EVENT_H

#include <ros/event_msg.h>
#include <ros/ucq.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EV_NONE 0
#define EV_PREEMPT_PENDING 1
#define EV_GANG_PREMPT_PENDING 2
#define EV_VCORE_PREEMPT 3
#define EV_GANG_RETURN 4
#define EV_USER_IPI 5
#define EV_PAGE_FAULT 6
#define EV_ALARM 7
#define EV_EVENT 8
#define EV_FREE_APPLE_PIE 9
#define EV_SYSCALL 10
#define EV_CHECK_MSGS 11
#define EV_POSIX_SIGNAL 12
#define NR_EVENT_TYPES 25
#define MAX_NR_DYN_EVENT 25
#define MAX_NR_EVENT 50

#define EVENT_IPI 0x001
#define EVENT_NOMSG 0x002 // set the type's bit instead of queueing a message
#define EVENT_SPAM_PUBLIC 0x004
#define EVENT_INDIR 0x008
#define EVENT_VCORE_PRIVATE 0x010
#define EVENT_FALLBACK 0x020
#define EVENT_VCORE_MUST_RUN 0x040
#define EVENT_NOTHROTTLE 0x080
#define EVENT_ROUNDROBIN 0x100
#define EVENT_VCORE_APPRO 0x200
#define EVENT_JUSTHANDLEIT 0x400
#define EVENT_THREAD 0x800
#define EVENT_SPAM_FLAGS (EVENT_IPI | EVENT_VCORE_MUST_RUN)

#define EV_BITMAP_BYTES ((MAX_NR_EVENT + 7) / 8)

struct event_mbox {
    struct ucq ev_msgs;
    volatile bool ev_check_bits;
    volatile uint8_t ev_bitmap[EV_BITMAP_BYTES];
};

struct event_queue {
    struct event_mbox *ev_mbox;
    int ev_flags;
    volatile bool ev_alert_pending;
    uint32_t ev_vcore;
    void (*ev_handler)(struct event_queue *);
};

struct event_queue_big {
    struct event_mbox *ev_mbox;
    int ev_flags;
    volatile bool ev_alert_pending;
    uint32_t ev_vcore;
    void (*ev_handler)(struct event_queue *);
    struct event_mbox ev_imbox;
};

_Static_assert(offsetof(struct event_mbox, ev_check_bits) == 152, "ev_check_bits");
_Static_assert(offsetof(struct event_mbox, ev_bitmap) == 153, "ev_bitmap");
_Static_assert(sizeof(struct event_mbox) == 160, "event_mbox");
_Static_assert(offsetof(struct event_queue, ev_flags) == 4, "ev_flags");
_Static_assert(offsetof(struct event_queue, ev_alert_pending) == 8, "ev_alert_pending");
_Static_assert(offsetof(struct event_queue, ev_vcore) == 12, "ev_vcore");
_Static_assert(offsetof(struct event_queue, ev_handler) == 16, "ev_handler");
_Static_assert(sizeof(struct event_queue) == 20, "event_queue");
_Static_assert(offsetof(struct event_queue_big, ev_imbox) == 20, "ev_imbox");
_Static_assert(sizeof(struct event_queue_big) == 180, "event_queue_big");

#endif
