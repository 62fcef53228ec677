// The program's life: start, upcalls, exit.
#include <errno.h>
#include <event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vcore.h>

int main(int argc, char **argv, char **envp);
void first_entry(void) __attribute__((noreturn));
void vcore_entry(void) __attribute__((noreturn));
void resume_uthread(void) __attribute__((noreturn));

char **environ;

// Asked for when a notification is pending as upcalls are enabled again. Nobody waits for it.
struct syscall vc_entry_call = {.num = SYS_vc_entry};

static uint8_t transition_stack[8192] __attribute__((aligned(16)));
static volatile bool vcore_context;

bool in_vcore_context(void)
{
    return vcore_context;
}

static int start_mailbox(struct event_mbox *mbox)
{
    return ucq_init(&mbox->ev_msgs);
}

void first_entry(void)
{
    struct preempt_data *vcpd = vcpd_of(0);
    vcpd->transition_stack = (uintptr_t)transition_stack + sizeof transition_stack;
    if (start_mailbox(&vcpd->ev_mbox_public) || start_mailbox(&vcpd->ev_mbox_private)) {
        static const char message[] = "no memory for the vcore's mailboxes\n";
        write(2, message, sizeof message - 1);
        exit(-1);
    }
    __atomic_fetch_and(&vcpd->flags, ~VC_SCP_NOVCCTX, __ATOMIC_SEQ_CST); // last: upcalls may come from here on

    char **argv = (char **)__procinfo.argp;
    int argc = 0;
    while (argv[argc])
        argc++;
    environ = argv + argc + 1;
    exit(main(argc, argv, environ));
}

// What an upcall finds in the x87 and the vector registers is the interrupted program's, and an event's handler may use
// them.
static uint8_t float_state[512] __attribute__((aligned(16)));

void vcore_entry(void)
{
    static const uint32_t control = 0x1f80;
    asm volatile("fxsave %0; fninit; ldmxcsr %1" : "=m"(float_state) : "m"(control));
    vcore_context = true;
    int error = errno;
    char text[MAX_ERRSTR_LEN];
    memcpy(text, errstr(), sizeof text);
    handle_events(0);
    memcpy(errstr(), text, sizeof text);
    errno = error;
    vcore_context = false;
    asm volatile("fxrstor %0" : : "m"(float_state));
    resume_uthread();
}

void disable_notifs(uint32_t vcoreid)
{
    vcpd_of(vcoreid)->notif_disabled = true;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void enable_notifs(uint32_t vcoreid)
{
    struct preempt_data *vcpd = vcpd_of(vcoreid);
    vcpd->notif_disabled = false;
    __atomic_thread_fence(__ATOMIC_SEQ_CST); // the store above is seen before notif_pending is read
    if (vcpd->notif_pending) {
        struct syscall call = {.num = SYS_self_notify, .arg0 = vcoreid, .arg1 = EV_NONE, .arg3 = true};
        ros_trap(&call, 1);
    }
}

void _exit(int status)
{
    for (;;)
        ros_syscall(SYS_proc_destroy, __procinfo.pid, status, 0, 0, 0, 0);
}

void exit(int status)
{
    _exit(status);
}
