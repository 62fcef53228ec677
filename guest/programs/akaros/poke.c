// poke [NAME [TIME [SECONDS]]]: writes TIME (hex, default 111, long past) into a timer that another process has posted
// as NAME (default #s/alarmtest), which sets off that process's alarm. Waits up to SECONDS (default 30) for the name.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthread.h>
#include <unistd.h>

#define STEP_MSEC 100

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "#s/alarmtest";
    const char *time = argc > 2 ? argv[2] : "111";
    int steps = (argc > 3 ? atoi(argv[3]) : 30) * 1000 / STEP_MSEC;

    int fd;
    while ((fd = open(name, O_WRONLY)) < 0) {
        if (steps-- <= 0) {
            perror(name);
            printf("poke: %s did not appear\n", name);
            return 1;
        }
        uthread_usleep(STEP_MSEC * 1000);
    }
    if (write(fd, time, strlen(time)) < 0) {
        perror("poke: cannot write the time");
        return 1;
    }
    printf("poke: wrote %s to %s\n", time, name);
    close(fd);
    return 0;
}
