// Calls on processes, memory and pipes with good and bad arguments: one line per call with what it returned.
#include "types.h"
#include "stat.h"
#include "fcntl.h"
#include "user.h"

#define SHOW(call) printf(1, "%s = %d\n", #call, (int)(call))
#define SHOWX(call) printf(1, "%s - end = %d\n", #call, (int)((char *)(call) - end))

static char buffer[2000];
static char *end;

// Runs nothing in a child but what follows, up to done().
static int child(void)
{
    int pid = fork();
    if (pid < 0) {
        printf(1, "fork failed\n");
        exit();
    }
    return pid == 0;
}

static void pipes(void)
{
    int fds[2];
    struct stat st;
    printf(1, "-- pipes\n");
    SHOW(pipe((int *)(end - 4)));
    SHOW(pipe((int *)end));
    SHOW(pipe(fds));
    SHOW(fds[0]);
    SHOW(fds[1]);
    SHOW(read(fds[1], buffer, 1));
    SHOW(write(fds[0], buffer, 1));
    SHOW(fstat(fds[0], &st));
    SHOW(write(fds[1], "abcdef", 6));
    SHOW(read(fds[0], buffer, 4));
    SHOW(read(fds[0], buffer, 4));
    SHOW(write(fds[1], buffer, 0));
    SHOW(write(fds[1], buffer, 512));
    close(fds[1]);
    SHOW(read(fds[0], buffer, 1000));
    SHOW(read(fds[0], buffer, 1000));
    SHOW(read(fds[0], buffer, 0));
    close(fds[0]);
    SHOW(pipe(fds));
    close(fds[0]);
    SHOW(write(fds[1], buffer, 1));
    SHOW(write(fds[1], buffer, 511));
    SHOW(write(fds[1], buffer, 1));
    SHOW(write(fds[1], buffer, 600));
    close(fds[1]);
    SHOW(pipe(fds));
    if (child()) { // more than fits, to a reader that goes away
        close(fds[0]);
        int written = write(fds[1], buffer, 2000);
        printf(1, "write of 2000 to a reader of 100 = %d\n", written);
        exit();
    }
    close(fds[1]);
    SHOW(read(fds[0], buffer, 100));
    close(fds[0]);
    wait();
}

static void memory(void)
{
    printf(1, "-- memory\n");
    SHOWX(sbrk(0));
    SHOWX(sbrk(1));
    SHOWX(sbrk(-1));
    SHOW(sbrk(0x7fffffff));
    SHOWX(sbrk(-0x7fffffff));
    SHOWX(sbrk(0x80000000));
    SHOW(sbrk(0x7ff00000));
    SHOWX(sbrk(10000));
    SHOW(*(int *)(sbrk(0) - 4));
    SHOWX(sbrk(-10000));
    SHOWX(sbrk(4096));
    end[100] = 0x55;
    SHOWX(sbrk(-4000));
    SHOW(end[100]);
    SHOWX(sbrk(4000));
    SHOW(end[100]);
    SHOWX(sbrk(-4096));
    SHOWX(sbrk(4096));
    SHOW(end[100]);
    SHOWX(sbrk(-4096));
}

static void waiting_and_killing(void)
{
    int fds[2], pids[3];
    printf(1, "-- wait and kill\n");
    SHOW(wait());
    SHOW(kill(99999));
    SHOW(kill(-1));
    SHOW(kill(0));
    int pid = fork();
    if (pid == 0)
        exit();
    sleep(2);
    SHOW(kill(pid)); // a zombie
    SHOW(wait() == pid);
    SHOW(kill(pid));
    pid = fork();
    if (pid == 0)
        sleep(-1);
    sleep(1);
    SHOW(kill(pid));
    SHOW(wait() == pid);
    pipe(fds);
    pid = fork();
    if (pid == 0) {
        read(fds[0], buffer, 1);
        printf(1, "read of an empty pipe returned\n");
        exit();
    }
    sleep(1);
    SHOW(kill(pid));
    SHOW(wait() == pid);
    pid = fork();
    if (pid == 0) {
        write(fds[1], buffer, 1000);
        printf(1, "write to a full pipe returned\n");
        exit();
    }
    sleep(1);
    SHOW(kill(pid));
    SHOW(wait() == pid);
    SHOW(read(fds[0], buffer, 1000));
    close(fds[0]);
    close(fds[1]);
    pid = fork();
    if (pid == 0) {
        if (fork() == 0) {
            sleep(5);
            exit();
        }
        wait();
        printf(1, "wait of a killed process returned\n");
        exit();
    }
    sleep(1);
    SHOW(kill(pid));
    SHOW(wait() == pid);
    for (int i = 0; i < 3; i++) { // the last ends first; wait goes by slot
        pids[i] = fork();
        if (pids[i] == 0) {
            sleep(6 - 2 * i);
            exit();
        }
    }
    sleep(10);
    for (int i = 0; i < 3; i++) {
        pid = wait();
        SHOW(pid == pids[i]);
    }
    SHOW(wait());
    pid = getpid();
    if (child())
        for (;;)
            kill(getpid());
    SHOW(wait() > pid);
}

static void sleeping(void)
{
    printf(1, "-- sleep\n");
    int start = uptime();
    SHOW(sleep(0));
    SHOW(sleep(5));
    int passed = uptime() - start;
    SHOW(passed >= 5 && passed <= 6);
}

static void programs(void)
{
    char *argv[40];
    printf(1, "-- exec\n");
    char *none[] = {0};
    SHOW(exec("nosuch", none));
    SHOW(exec("", none)); // the current directory: no program
    SHOW(exec("nosuch/x", none));
    for (int i = 0; i < 33; i++)
        argv[i] = "x";
    argv[32] = 0;
    SHOW(exec("echo", argv));
    argv[31] = 0;
    if (child()) {
        exec("echo", argv); // 31 strings
        exit();
    }
    wait();
    int fd = open("script", O_CREATE | O_WRONLY);
    write(fd, "echo no\n", 8);
    close(fd);
    SHOW(exec("script", argv));
    unlink("script");
    if (child()) {
        chdir("/");
        argv[0] = "echo";
        argv[1] = "exec keeps descriptors";
        argv[2] = 0;
        exec("/./echo", argv);
        exit();
    }
    wait();
}

int main(void)
{
    end = sbrk(0);
    pipes();
    memory();
    waiting_and_killing();
    sleeping();
    programs();
    printf(1, "proccalls: done\n");
    exit();
}
