// A system call, and waiting for one that the kernel has not completed at once.
#include <errno.h>
#include <event.h>
#include <string.h>
#include <vcore.h>

int errno;

static char last_errstr[MAX_ERRSTR_LEN];

// Completion of a blocking call: wakes the process from its yield. The message itself says nothing more.
static struct event_queue completion = {.ev_mbox = &__procdata.vcore_preempt_data[0].ev_mbox_public,
                                        .ev_flags = EVENT_IPI | EVENT_NOMSG};

char *errstr(void)
{
    return last_errstr;
}

// False if the call is done already, so that no event will come.
static bool ask_for_completion(struct syscall *call)
{
    call->ev_q = &completion;
    for (;;) {
        uint32_t flags = call->flags;
        if (flags & SC_DONE)
            return false;
        if (flags & SC_K_LOCK)
            continue;
        if (__sync_bool_compare_and_swap(&call->flags, flags, flags | SC_UEVENT))
            return true;
    }
}

// Upcalls are off from before the question until after the yield: one in between would take away the pending
// notification that makes the kernel refuse to put us to sleep. Other events end the yield too; enable_notifs has them
// handled, and then we wait again.
static void wait_for(struct syscall *call)
{
    while (!(call->flags & SC_DONE)) {
        if (in_vcore_context())
            continue;
        disable_notifs(0);
        if (ask_for_completion(call)) {
            struct syscall yield = {.num = SYS_yield, .arg0 = false};
            ros_trap(&yield, 1);
        }
        enable_notifs(0);
    }
    while (call->flags & SC_K_LOCK) // the kernel still reads the record
        ;
}

long ros_syscall(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t a4, uint32_t a5)
{
    struct syscall call = {.num = number, .arg0 = a0, .arg1 = a1, .arg2 = a2, .arg3 = a3, .arg4 = a4, .arg5 = a5};
    ros_trap(&call, 1);
    wait_for(&call);
    if (call.err != 0) {
        errno = call.err;
        strlcpy(last_errstr, call.errstr, sizeof last_errstr);
    }
    return call.retval;
}
