// The program's one virtual core, and the upcalls it takes.
#ifndef VCORE_H
#define VCORE_H

#include <parlib.h>

bool in_vcore_context(void);

static inline uint32_t vcore_id(void)
{
    return 0;
}

static inline struct preempt_data *vcpd_of(uint32_t vcoreid)
{
    return &__procdata.vcore_preempt_data[vcoreid];
}

// From disable to enable no upcall comes; what arrived meanwhile is delivered by enable.
void disable_notifs(uint32_t vcoreid);
void enable_notifs(uint32_t vcoreid);

#endif
