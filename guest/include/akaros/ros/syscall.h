// A system call is a record in the caller's memory: int $0x80 with eax = its address and edx = 1.
#ifndef ROS_SYSCALL_H
#define ROS_SYSCALL_H

#include <stddef.h>
#include <stdint.h>

#define SYS_null 1
#define SYS_block 2 // usec
#define SYS_getpid 9
#define SYS_proc_destroy 12 // pid, exit code
#define SYS_yield 13        // being nice
#define SYS_fork 15
#define SYS_exec 16    // path, length, struct procinfo *, its size
#define SYS_waitpid 17 // pid, status, options
#define SYS_mmap 18    // address, length, protection, flags, fd, offset
#define SYS_munmap 19
#define SYS_notify 25
#define SYS_self_notify 26 // vcore, event type, message, private
#define SYS_vc_entry 31
#define SYS_read 100
#define SYS_write 101
#define SYS_open 102 // path, length, flags, mode
#define SYS_close 103
#define SYS_fstat 104
#define SYS_stat 105 // path, length, struct kstat *
#define SYS_lstat 106
#define SYS_fcntl 107
#define SYS_unlink 113 // path, length
#define SYS_mkdir 118  // path, length, mode
#define SYS_rmdir 119

#define SC_DONE 0x1     // retval, err and errstr are final
#define SC_PROGRESS 0x2
#define SC_UEVENT 0x4   // ev_q wants an EV_SYSCALL when done
#define SC_K_LOCK 0x8   // the kernel is between setting SC_DONE and having sent that event

#define MAX_ERRSTR_LEN 128

struct event_queue;

struct syscall {
    uint32_t num;
    int32_t err;
    int32_t retval;
    volatile uint32_t flags;
    struct event_queue *ev_q;
    void *u_data;
    uint32_t arg0, arg1, arg2, arg3, arg4, arg5;
    char errstr[MAX_ERRSTR_LEN];
};

_Static_assert(offsetof(struct syscall, err) == 4, "err");
_Static_assert(offsetof(struct syscall, retval) == 8, "retval");
_Static_assert(offsetof(struct syscall, flags) == 12, "flags");
_Static_assert(offsetof(struct syscall, ev_q) == 16, "ev_q");
_Static_assert(offsetof(struct syscall, u_data) == 20, "u_data");
_Static_assert(offsetof(struct syscall, arg0) == 24, "arg0");
_Static_assert(offsetof(struct syscall, errstr) == 48, "errstr");
_Static_assert(sizeof(struct syscall) == 176, "syscall");

#endif
