// Every system call with arguments that it must refuse: one line per call with what it returned.
#include "types.h"
#include "stat.h"
#include "fcntl.h"
#include "user.h"

#define SHOW(call) printf(1, "%s = %d\n", #call, (int)(call))

#define KERNEL ((void *)0x80000000)
#define TOP ((void *)0xfffffff0)
#define UNMAPPED ((void *)0x40000000)

static char buffer[32];
static char *end; // the first byte past this process

static int (*const close_function)(int) = close;

// A call by number, with the arguments at a stack pointer of our choice.
static int call_at(int number, uint stack)
{
    int result;
    asm volatile("xchgl %%esp, %1; int $64; xchgl %%esp, %1"
                 : "=a"(result), "+r"(stack)
                 : "0"(number)
                 : "memory", "cc");
    return result;
}

static void reads_and_writes(int fd)
{
    SHOW(read(fd, KERNEL, 16));
    SHOW(read(fd, TOP, 16));
    SHOW(read(fd, TOP, 32));
    SHOW(read(fd, UNMAPPED, 16));
    SHOW(read(fd, end, 1));
    SHOW(read(fd, end - 8, 16));
    SHOW(read(fd, buffer, -1));
    SHOW(read(fd, buffer, 0x7fffffff));
    SHOW(read(fd, (void *)0xffffffff, 1));
    SHOW(read(-1, buffer, 16));
    SHOW(read(16, buffer, 16));
    SHOW(read(15, buffer, 16));
    SHOW(read(0x7fffffff, buffer, 16));
    SHOW(write(1, KERNEL, 16));
    SHOW(write(1, TOP, 16));
    SHOW(write(1, TOP, 32));
    SHOW(write(1, UNMAPPED, 16));
    SHOW(write(1, end, 1));
    SHOW(write(1, end - 8, 16));
    SHOW(write(1, buffer, -1));
    SHOW(write(1, buffer, 0x7fffffff));
    SHOW(write(1, end, 0));
    SHOW(write(-1, buffer, 16));
    SHOW(write(16, buffer, 16));
    SHOW(write(0x80000000, buffer, 16));
}

static void names(void)
{
    SHOW(open(KERNEL, O_RDONLY));
    SHOW(open(TOP, O_RDONLY));
    SHOW(open(UNMAPPED, O_RDONLY));
    SHOW(open(end, O_RDONLY));
    SHOW(open("no-such-file", O_RDONLY));
    SHOW(open("/", O_RDWR));
    SHOW(open("no-such-directory/file", O_CREATE | O_RDWR));
    SHOW(mknod(KERNEL, 1, 1));
    SHOW(mknod(TOP, 1, 1));
    SHOW(unlink(KERNEL));
    SHOW(unlink(TOP));
    SHOW(unlink("no-such-file"));
    SHOW(unlink("/"));
    SHOW(unlink("."));
    SHOW(link(KERNEL, "new"));
    SHOW(link("echo", KERNEL));
    SHOW(link(TOP, TOP));
    SHOW(link("no-such-file", "new"));
    SHOW(mkdir(KERNEL));
    SHOW(mkdir(TOP));
    SHOW(mkdir("/"));
    SHOW(chdir(KERNEL));
    SHOW(chdir(TOP));
    SHOW(chdir("no-such-directory"));
    SHOW(stat("no-such-file", (struct stat *)buffer));
}

static void strings_at_the_end(void)
{
    memset(end - 8, 'a', 8); // no terminating zero before the process ends
    SHOW(open(end - 8, O_RDONLY));
    SHOW(exec(end - 8, (char **)buffer));
    SHOW(unlink(end - 8));
}

static void programs(void)
{
    char *argv[] = {"echo", 0};
    char *bad_string[] = {"echo", KERNEL, 0};
    SHOW(exec(KERNEL, argv));
    SHOW(exec(TOP, argv));
    SHOW(exec("no-such-program", argv));
    SHOW(exec("echo", KERNEL));
    SHOW(exec("echo", TOP));
    SHOW(exec("echo", (char **)(end - 2)));
    SHOW(exec("echo", bad_string));
    SHOW(exec("/", argv));
}

static void the_rest(int fd)
{
    SHOW(pipe(KERNEL));
    SHOW(pipe(TOP));
    SHOW(pipe((int *)(end - 4)));
    SHOW(fstat(fd, KERNEL));
    SHOW(fstat(fd, TOP));
    SHOW(fstat(fd, (struct stat *)(end - 4)));
    SHOW(fstat(-1, (struct stat *)buffer));
    SHOW(dup(-1));
    SHOW(dup(16));
    SHOW(dup(0x7fffffff));
    SHOW(close_function(-1));
    SHOW(close_function(15));
    SHOW(close_function(16));
    SHOW(kill(-1));
    SHOW(kill(0x7fffffff));
    SHOW(sleep(0));
    SHOW((int)sbrk(0x7fffffff));
    SHOW((char *)sbrk(-0x7fffffff) == end);
    SHOW(sbrk(0) == end);
    SHOW(alarm(1, KERNEL));
    SHOW(alarm(1, TOP));
    SHOW(alarm(1, (void (*)())end));
    SHOW(alarm(-1, (void (*)())buffer));
    SHOW(alarm(0, 0));
}

static void stacks(void)
{
    int pid = getpid();
    SHOW(call_at(11, 0) == pid);           // getpid takes no arguments, so its stack does not matter
    SHOW(call_at(11, 0xffffffff) == pid);
    SHOW(call_at(21, 0x80000000));
    SHOW(call_at(21, 0xfffffff0));
    SHOW(call_at(21, 0x40000000));
    SHOW(call_at(21, (uint)end));
    SHOW(call_at(21, (uint)end - 4));
    SHOW(call_at(16, (uint)end - 8));
}

static void numbers(void)
{
    uint stack = (uint)buffer;
    SHOW(call_at(0, stack));
    SHOW(call_at(-1, stack));
    SHOW(call_at(23, stack));
    SHOW(call_at(0x7fffffff, stack));
    SHOW(call_at(0x80000000, stack));
}

int main(void)
{
    end = sbrk(4096) + 4096;
    int fd = open("echo", O_RDONLY);
    printf(1, "open echo: %s\n", fd >= 0 ? "works" : "fails");
    reads_and_writes(fd);
    names();
    strings_at_the_end();
    programs();
    the_rest(fd);
    stacks();
    numbers();
    printf(1, "badargs: done\n");
    exit();
}
