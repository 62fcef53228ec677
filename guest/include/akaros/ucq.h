// The consuming side of ros/ucq.h.
#ifndef UCQ_H
#define UCQ_H

#include <ros/ucq.h>

int ucq_init(struct ucq *queue);  // 0, or -1 without memory
void ucq_free_pgs(struct ucq *queue);
int get_ucq_msg(struct ucq *queue, struct event_msg *message); // 0, or -1 when empty

#endif
