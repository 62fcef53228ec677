// fork, exec, wait, kill, exit and pipe between two processes, each with a line that says what happened.
#include "types.h"
#include "stat.h"
#include "user.h"

static void reap(const char *what, int child)
{
    int reaped = wait();
    printf(1, "%s: %s\n", what, reaped == child ? "reaped" : reaped == -1 ? "wait failed" : "reaped another");
}

int main(void)
{
    printf(1, "wait without children: %d\n", wait());

    int child = fork();
    if (child == 0)
        exit();
    reap("exit", child);

    child = fork();
    if (child == 0) {
        char *argv[] = {"echo", "from", "the", "child", 0};
        exec("echo", argv);
        printf(1, "exec echo failed\n");
        exit();
    }
    reap("exec", child);

    char *nothing[] = {"no-such-program", 0};
    printf(1, "exec of no program: %d\n", exec("no-such-program", nothing));

    child = fork();
    if (child == 0)
        for (;;)
            asm volatile("");
    printf(1, "kill a spinning child: %d\n", kill(child));
    reap("kill", child);

    child = fork();
    if (child == 0) {
        sleep(1000000);
        printf(1, "woken\n");
        exit();
    }
    printf(1, "kill a sleeping child: %d\n", kill(child));
    reap("kill", child);
    printf(1, "kill no process: %d\n", kill(1000000));

    int ends[2];
    pipe(ends);
    child = fork();
    if (child == 0) {
        close(ends[0]);
        write(ends[1], "through the pipe", 16);
        exit();
    }
    close(ends[1]);
    char text[32];
    int count = 0, got;
    while ((got = read(ends[0], text + count, sizeof text - 1 - count)) > 0)
        count += got;
    text[count] = 0;
    printf(1, "pipe: %d bytes: %s\n", count, text);
    reap("pipe", child);

    int before = getpid();
    child = fork();
    if (child == 0) {
        printf(1, "pids differ: %s\n", getpid() != before ? "yes" : "no");
        exit();
    }
    reap("pids", child);
    printf(1, "forkwait: done\n");
    exit();
}
