// Kills children in the middle of everything that they can be in; each must be gone, and with it what it held.
#include "types.h"
#include "stat.h"
#include "fcntl.h"
#include "user.h"

#define ROUNDS 48
#define WAYS 8

static char buffer[2000];
static int fds[2];

static void files(void)
{
    for (;;) {
        int fd = open("killed", O_CREATE | O_RDWR);
        write(fd, buffer, sizeof buffer);
        unlink("killed");
        close(fd);
    }
}

static void directories(void)
{
    for (;;) {
        mkdir("killed-dir");
        chdir("killed-dir");
        chdir("..");
        unlink("killed-dir");
    }
}

static void programs(void)
{
    char *argv[] = {"killing", "again", 0};
    exec("#/xv6/killing", argv);
}

static void forks(void)
{
    for (;;) {
        if (fork() == 0)
            exit();
        wait();
    }
}

static void live(int way)
{
    switch (way) {
    case 0:
        files();
    case 1:
        directories();
    case 2:
        read(fds[0], buffer, 1);
        break;
    case 3:
        write(fds[1], buffer, sizeof buffer);
        break;
    case 4:
        sleep(-1);
        break;
    case 5:
        read(0, buffer, 1);
        break;
    case 6:
        programs();
        break;
    case 7:
        forks();
    }
    printf(1, "killing: way %d returned\n", way);
    exit();
}

int main(int argc, char **argv)
{
    int killed = 0;
    if (argc > 1)
        programs(); // for ever
    for (int round = 0; round < ROUNDS; round++) {
        pipe(fds);
        int pid = fork();
        if (pid == 0)
            live(round % WAYS);
        for (volatile int turn = 0; turn < 900 * (round % 17); turn++)
            ;
        if (kill(pid) == 0 && wait() == pid)
            killed++;
        close(fds[0]);
        close(fds[1]);
    }
    unlink("killed");
    unlink("killed-dir");
    printf(1, "killing: %d of %d\n", killed, ROUNDS);
    exit();
}
