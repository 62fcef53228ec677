// System calls with arguments that the kernel must refuse, and system call records where no record can be.
#include "report.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define KERNEL ((void *)0x80000000)
#define TOP ((void *)0xfffffff0)
#define NOWHERE ((void *)0x10)

static const char read_only[256]; // larger than all that the kernel might write there
static char buffer[64];
static char *page; // one mapped page, the next one is not

static long raw(uint32_t number, uint32_t a0, uint32_t a1, uint32_t a2)
{
    return ros_syscall(number, a0, a1, a2, 0, 0, 0);
}

static void reads_and_writes(int ctl)
{
    SHOW(read(ctl, KERNEL, 16));
    SHOW(read(ctl, TOP, 16));
    SHOW(read(ctl, TOP, 32));
    SHOW(read(ctl, NOWHERE, 16));
    SHOW(read(ctl, (void *)read_only, 16));
    SHOW(read(ctl, page + 4095, 16));
    SHOW(read(ctl, buffer, -1));
    SHOW(read(-1, buffer, 16));
    SHOW(read(31, buffer, 16));
    SHOW(read(1000000, buffer, 16));
    SHOW(write(1, KERNEL, 16));
    SHOW(write(1, TOP, 16));
    SHOW(write(1, TOP, 32));
    SHOW(write(1, NOWHERE, 16));
    SHOW(write(1, page + 4088, 16));
    SHOW(write(1, buffer, -1));
    SHOW(write(ctl, KERNEL, 6));
    SHOW(write(-1, buffer, 16));
    SHOW(write(1000000, buffer, 16));
    SHOW(close(-1));
    SHOW(close(31));
    SHOW(close(1000000));
}

static void names(void)
{
    static struct stat st;
    SHOW(raw(SYS_open, (uint32_t)KERNEL, 5, O_RDONLY));
    SHOW(raw(SYS_open, (uint32_t)TOP, 32, O_RDONLY));
    SHOW(raw(SYS_open, (uint32_t)NOWHERE, 5, O_RDONLY));
    SHOW(raw(SYS_open, (uint32_t)page + 4088, 16, O_RDONLY));
    SHOW(raw(SYS_open, (uint32_t)buffer, -1, O_RDONLY));
    SHOW(open("", O_RDONLY));
    SHOW(open("#A/none", O_RDONLY));
    SHOW(open("#Z", O_RDONLY));
    SHOW(open("#A/clone/x", O_RDONLY));
    SHOW(open("no-such-file", O_RDONLY));
    SHOW(raw(SYS_stat, (uint32_t)KERNEL, 5, (uint32_t)&st));
    SHOW(raw(SYS_stat, (uint32_t)"#A", 2, (uint32_t)KERNEL));
    SHOW(raw(SYS_stat, (uint32_t)"#A", 2, (uint32_t)TOP));
    SHOW(raw(SYS_stat, (uint32_t)"#A", 2, (uint32_t)NOWHERE));
    SHOW(raw(SYS_stat, (uint32_t)"#A", 2, (uint32_t)(void *)read_only));
    SHOW(raw(SYS_stat, (uint32_t)"#A", 2, (uint32_t)page + 4090));
    SHOW(stat("no-such-file", &st));
    SHOW(raw(SYS_fstat, 0, (uint32_t)KERNEL, 0));
    SHOW(fstat(-1, &st));
    SHOW(raw(SYS_unlink, (uint32_t)KERNEL, 5, 0));
    SHOW(unlink("no-such-file"));
    SHOW(unlink("#A/clone"));
    SHOW(raw(SYS_mkdir, (uint32_t)KERNEL, 5, 0777));
    SHOW(raw(SYS_rmdir, (uint32_t)KERNEL, 5, 0));
}

static void processes(void)
{
    char *argv[] = {"echo", NULL};
    SHOW(raw(SYS_exec, (uint32_t)KERNEL, 5, 0));
    SHOW(raw(SYS_exec, (uint32_t)"echo", -1, 0));
    SHOW(ros_syscall(SYS_exec, (uint32_t)"echo", 4, (uint32_t)KERNEL, sizeof(struct procinfo), 0, 0));
    SHOW(ros_syscall(SYS_exec, (uint32_t)"echo", 4, (uint32_t)TOP, sizeof(struct procinfo), 0, 0));
    SHOW(execv("no-such-program", argv));
    SHOW(waitpid(-1, NULL, 0));
    SHOW(waitpid(1000000, NULL, 0));
    SHOW(raw(SYS_waitpid, -1, (uint32_t)KERNEL, 0));
    SHOW(raw(SYS_proc_destroy, 1000000, 0, 0));
    SHOW(raw(SYS_proc_destroy, -1, 0, 0));
    SHOW(raw(SYS_notify, 1000000, 0, 0));
    SHOW(ros_syscall(SYS_self_notify, 1000000, 0, 0, 0, 0, 0));
    SHOW(ros_syscall(SYS_self_notify, 0, 1000000, 0, 0, 0, 0));
    SHOW(ros_syscall(SYS_self_notify, 0, 0, (uint32_t)KERNEL, 0, 0, 0));
}

static void memory(void)
{
    int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    SHOW(mmap(NULL, 0, PROT_READ, anonymous, -1, 0));
    SHOW(mmap(NULL, -1, PROT_READ, anonymous, -1, 0));
    SHOW(mmap(NULL, 0x7fffffff, PROT_READ | PROT_WRITE, anonymous, -1, 0));
    SHOW(mmap(KERNEL, 4096, PROT_READ, anonymous | MAP_FIXED, -1, 0));
    SHOW(mmap((void *)1, 4096, PROT_READ, anonymous | MAP_FIXED, -1, 0));
    SHOW(munmap(KERNEL, 4096));
    SHOW(munmap((void *)1, 4096));
    SHOW(munmap(page, 0));
    SHOW(munmap(page, -1));
    SHOW(munmap((void *)UINFO, 4096));
}

static void numbers(void)
{
    SHOW(raw(0, 0, 0, 0));
    SHOW(raw(9999, 0, 0, 0));
    SHOW(raw(-1, 0, 0, 0));
    SHOW(raw(SYS_null, 0, 0, 0));
}

// The kernel cannot say anything about a record that it cannot write: the trap just returns.
static void record_at(const char *where, void *record)
{
    ros_trap(record, 1);
    printf("record %s: returned\n", where);
}

static void records(void)
{
    record_at("at 0", 0);
    record_at("at 10", NOWHERE);
    record_at("at 80000000", KERNEL);
    record_at("at fffffff0", TOP);
    record_at("at fffffffc", (void *)0xfffffffc);
    record_at("in read-only memory", (void *)read_only);
    record_at("in procinfo", (void *)UINFO);
    record_at("across the end of a mapping", page + 4096 - 64);
    struct syscall call[2] = {{.num = SYS_getpid}, {.num = SYS_getpid}};
    static const uint32_t counts[] = {0, 2, 0x7fffffff, -1};
    for (int i = 0; i < 4; i++) {
        call[0].flags = call[1].flags = 0;
        ros_trap(call, counts[i]);
        printf("%u records: the first is %s, the second is %s\n", counts[i],
               call[0].flags & SC_DONE ? "done" : "not done", call[1].flags & SC_DONE ? "done" : "not done");
    }
}

int main(void)
{
    page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 4096, 4096);
    memset(page, 'p', 4096);
    int ctl = open("#A/clone", O_RDWR);
    printf("open #A/clone: %s\n", ctl >= 0 ? "works" : "fails");
    reads_and_writes(ctl);
    names();
    processes();
    memory();
    numbers();
    records();
    printf("badargs: done\n");
    return 0;
}
