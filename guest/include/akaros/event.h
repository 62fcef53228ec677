// Receiving events.
#ifndef EVENT_H
#define EVENT_H

#include <parlib.h>
#include <ros/event.h>
#include <ucq.h>

// Called in vcore context, where nothing may block. The message is NULL when only the type's bit was set.
typedef void (*handle_event_t)(struct event_msg *message, unsigned int type);

extern handle_event_t ev_handlers[MAX_NR_EVENT];

// A queue with a mailbox of its own, or NULL without memory.
struct event_queue *get_big_event_q(void);
void put_big_event_q(struct event_queue *queue);

void handle_events(uint32_t vcoreid);
void handle_mbox(struct event_mbox *mbox);

#endif
