#ifndef ROS_EVENT_MSG_H
#define ROS_EVENT_MSG_H

#include <stddef.h>
#include <stdint.h>

struct event_msg {
    uint16_t ev_type;
    uint16_t ev_arg1;
    uint32_t ev_arg2; // EV_ALARM: the alarm's id
    void *ev_arg3;    // EV_EVENT: the event_queue; EV_SYSCALL: the struct syscall
    uint64_t ev_arg4;
};

_Static_assert(offsetof(struct event_msg, ev_arg1) == 2, "ev_arg1");
_Static_assert(offsetof(struct event_msg, ev_arg2) == 4, "ev_arg2");
_Static_assert(offsetof(struct event_msg, ev_arg3) == 8, "ev_arg3");
_Static_assert(offsetof(struct event_msg, ev_arg4) == 12, "ev_arg4");
_Static_assert(sizeof(struct event_msg) == 20, "event_msg");

#endif
