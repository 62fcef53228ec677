// Taking events out of mailboxes and handing them to the program's handlers.
#include <event.h>
#include <stdlib.h>
#include <string.h>
#include <vcore.h>

static void handle_indirection(struct event_msg *message, unsigned int type);

handle_event_t ev_handlers[MAX_NR_EVENT] = {[EV_EVENT] = handle_indirection};

struct event_queue *get_big_event_q(void)
{
    struct event_queue_big *queue = calloc(1, sizeof *queue);
    if (!queue)
        return NULL;
    queue->ev_mbox = &queue->ev_imbox;
    if (ucq_init(&queue->ev_imbox.ev_msgs)) {
        free(queue);
        return NULL;
    }
    return (struct event_queue *)queue;
}

void put_big_event_q(struct event_queue *queue)
{
    ucq_free_pgs(&queue->ev_mbox->ev_msgs);
    free(queue);
}

static void dispatch(struct event_msg *message, unsigned int type)
{
    assert(type < MAX_NR_EVENT);
    if (ev_handlers[type])
        ev_handlers[type](message, type);
}

// An event that names the queue where the message really is.
static void handle_indirection(struct event_msg *message, unsigned int type)
{
    if (!message)
        return;
    struct event_queue *queue = message->ev_arg3;
    queue->ev_alert_pending = false; // before the look inside, so that a later post alerts again
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (queue->ev_flags & EVENT_JUSTHANDLEIT)
        queue->ev_handler(queue);
    else if (queue->ev_mbox)
        handle_mbox(queue->ev_mbox);
}

static bool has_bits(struct event_mbox *mbox)
{
    for (int i = 0; i < EV_BITMAP_BYTES; i++)
        if (mbox->ev_bitmap[i])
            return true;
    return false;
}

void handle_mbox(struct event_mbox *mbox)
{
    struct event_msg message;
    while (get_ucq_msg(&mbox->ev_msgs, &message) == 0)
        dispatch(&message, message.ev_type);
    if (!mbox->ev_check_bits)
        return;
    do {
        mbox->ev_check_bits = true;
        for (unsigned int type = 0; type < MAX_NR_EVENT; type++) {
            uint8_t bit = 1 << type % 8;
            if (__atomic_fetch_and(&mbox->ev_bitmap[type / 8], (uint8_t)~bit, __ATOMIC_SEQ_CST) & bit)
                dispatch(NULL, type);
        }
        mbox->ev_check_bits = false;
        __atomic_thread_fence(__ATOMIC_SEQ_CST); // a bit set since is seen below, or its ev_check_bits later
    } while (has_bits(mbox));
}

void handle_events(uint32_t vcoreid)
{
    struct preempt_data *vcpd = vcpd_of(vcoreid);
    do {
        vcpd->notif_pending = false; // first: what is posted from here on sets it again
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        handle_mbox(&vcpd->ev_mbox_private);
        handle_mbox(&vcpd->ev_mbox_public);
    } while (vcpd->notif_pending);
}
