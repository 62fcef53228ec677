// What system calls do with arguments that point nowhere: -1, or the end of that process, and the kernel lives.
#include "test.h"

#define SLEEP 13
#define UPTIME 14
#define END ((uint)sbrk(0))

// A system call whose arguments are at stack + 4.
static int call_with_stack(int number, uint stack)
{
    int result;
    asm volatile("movl %%esp, %%ebx; movl %2, %%esp; int $64; movl %%ebx, %%esp"
                 : "=a"(result) : "a"(number), "c"(stack) : "ebx", "memory");
    return result;
}

static uint bad_stack;

static void sleep_with_bad_stack(void)
{
    call_with_stack(SLEEP, bad_stack);
}

// An int from every page, in and past the program's memory. What it finds there may be any time to sleep.
static void integers(void)
{
    for (bad_stack = 0; bad_stack <= 1100 * 1024; bad_stack += PAGE_BYTES) {
        int pid = start(sleep_with_bad_stack);
        sleep(0);
        sleep(0);
        CHECK(kill(pid) == 0);
        CHECK(wait() == pid);
    }
    CHECK(call_with_stack(SLEEP, END - 4) == -1);
    CHECK(call_with_stack(SLEEP, END - 7) == -1);
    CHECK(call_with_stack(SLEEP, 0x80000000) == -1);
    CHECK(call_with_stack(UPTIME, 0xffffffff) >= 0); // which looks at no argument
}

static void strings(void)
{
    for (uint address = 0; address <= 1100 * 1024; address += PAGE_BYTES)
        CHECK(link("no-such-file", (char *)address) == -1);
    CHECK(open((char *)END, O_RDONLY) == -1);
    CHECK(open((char *)0x80100000, O_RDONLY) == -1);
    CHECK(open((char *)0xffffffff, O_RDONLY) == -1);
    char *last = sbrk(PAGE_BYTES) + PAGE_BYTES - 1;
    *last = '/';
    CHECK(open(last, O_RDONLY) == -1); // no zero before the end of memory
    *last = 0;
    CHECK(chdir(last) == 0);
    CHECK(chdir((char *)END) == -1);
    CHECK(mkdir((char *)END) == -1);
    CHECK(unlink((char *)END) == -1);
    CHECK(mknod((char *)END, 1, 1) == -1);
    CHECK(exec((char *)END, (char **)0) == -1);
}

static void buffers(void)
{
    int fd = open("README", O_RDONLY), ends[2];
    CHECK(read(fd, (char *)END, 1) == -1);
    CHECK(read(fd, (char *)END - 1, 2) == -1);
    CHECK(read(fd, (char *)END - 1, -1) == -1);
    CHECK(read(fd, (char *)0x80100000, 1) == -1);
    CHECK(read(fd, (char *)0xffffffff, 2) == -1);
    char *last = sbrk(1);
    CHECK(read(fd, last, 1) == 1);
    CHECK(close(fd) == 0);
    CHECK(pipe((int *)(END - 7)) == -1);
    CHECK(pipe((int *)0x80100000) == -1);
    CHECK(pipe(ends) == 0 && ends[0] == FIRST_FREE_FD); // what failed before took nothing
    CHECK(write(ends[1], (char *)END, 1) == -1);
    CHECK(write(ends[1], (char *)0x80100000, 1) == -1);
    CHECK(close(ends[0]) == 0);
    CHECK(close(ends[1]) == 0);
}

static void descriptors(void)
{
    for (int fd = -1; fd <= FDS_MAX; fd += FDS_MAX + 1) {
        struct stat st;
        CHECK(read(fd, buffer, 1) == -1);
        CHECK(write(fd, buffer, 1) == -1);
        CHECK(fstat(fd, &st) == -1);
        CHECK(dup(fd) == -1);
        CHECK(close(fd) == -1);
    }
}

// A number without a system call prints a line of the kernel's.
static void unknown_calls(void)
{
    CHECK(call_with_stack(0, (uint)&bad_stack) == -1);
    CHECK(call_with_stack(23, (uint)&bad_stack) == -1);
    CHECK(call_with_stack(-1, (uint)&bad_stack) == -1);
}

// Only eax changes in a system call.
static void registers_are_kept(void)
{
    uint ebx = 0x11111111, ecx = 0x22222222, edx = 0x33333333, esi = 0x44444444, edi = 0x55555555, eax = UPTIME;
    asm volatile("int $64" : "+a"(eax), "+b"(ebx), "+c"(ecx), "+d"(edx), "+S"(esi), "+D"(edi)::"memory");
    CHECK(ebx == 0x11111111 && ecx == 0x22222222 && edx == 0x33333333 && esi == 0x44444444 && edi == 0x55555555);
    CHECK((int)eax >= 0);
}

const struct test argument_tests[] = {
    {"integers", integers},
    {"strings", strings},
    {"buffers", buffers},
    {"descriptors", descriptors},
    {"unknown-calls", unknown_calls},
    {"registers-are-kept", registers_are_kept},
    {0, 0},
};
