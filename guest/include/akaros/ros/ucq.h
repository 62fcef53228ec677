// The unbounded queue of event messages: the kernel produces, the program consumes. A slot is named page | index.
#ifndef ROS_UCQ_H
#define ROS_UCQ_H

#include <ros/event_msg.h>
#include <ros/memlayout.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct msg_container {
    struct event_msg ev_msg;
    volatile bool ready; // set by the producer after ev_msg, cleared by the consumer
};

struct ucq_page_header {
    volatile uintptr_t cons_next_pg; // 0 until the producer has linked the next page
    volatile uint32_t nr_cons;       // messages taken from this page
};

#define NR_MSG_PER_PAGE ((PGSIZE - sizeof(struct ucq_page_header)) / sizeof(struct msg_container))

struct ucq_page {
    struct ucq_page_header header;
    struct msg_container msgs[NR_MSG_PER_PAGE];
};

struct ucq {
    volatile uintptr_t prod_idx; // next slot to be filled
    volatile bool prod_overflow;
    volatile uintptr_t spare_pg; // 0 when the producer has taken it
    volatile uint32_t nr_extra_pgs;
    volatile uintptr_t cons_idx; // next slot to be taken
    volatile bool ucq_ready;     // the kernel drops messages until this is set
    volatile uint32_t u_lock[32];
};

_Static_assert(sizeof(struct msg_container) == 24, "msg_container");
_Static_assert(offsetof(struct msg_container, ready) == 20, "ready");
_Static_assert(sizeof(struct ucq_page_header) == 8, "ucq_page_header");
_Static_assert(NR_MSG_PER_PAGE == 170, "containers per page");
_Static_assert(offsetof(struct ucq, prod_overflow) == 4, "prod_overflow");
_Static_assert(offsetof(struct ucq, spare_pg) == 8, "spare_pg");
_Static_assert(offsetof(struct ucq, nr_extra_pgs) == 12, "nr_extra_pgs");
_Static_assert(offsetof(struct ucq, cons_idx) == 16, "cons_idx");
_Static_assert(offsetof(struct ucq, ucq_ready) == 20, "ucq_ready");
_Static_assert(offsetof(struct ucq, u_lock) == 24, "u_lock");
_Static_assert(sizeof(struct ucq) == 152, "ucq");

#endif
