// Everything that one should not write to an alarm's ctl and timer, and what the kernel says to it.
#include "report.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <uthread.h>
#include <unistd.h>

static int ctl, timer;
static char text[64];

static ssize_t say(int fd, const char *words)
{
    return write(fd, words, strlen(words));
}

// The bytes read, with the zero that ends them shown.
static void show_read(const char *what, int fd, size_t count)
{
    errno = 0;
    errstr()[0] = 0;
    memset(text, 0, sizeof text);
    ssize_t got = read(fd, text, count);
    report(what, got);
    printf("  bytes:");
    for (ssize_t i = 0; i < got; i++)
        printf(" %02x", (unsigned char)text[i]);
    printf("\n");
}

static void ctl_commands(void)
{
    SHOW(say(ctl, ""));
    SHOW(say(ctl, " \t\n"));
    SHOW(say(ctl, "\n"));
    SHOW(write(ctl, "\0", 1));
    SHOW(say(ctl, "evq"));
    SHOW(say(ctl, "evq zzz"));
    SHOW(say(ctl, "evq 0"));
    SHOW(say(ctl, "evq 80000000"));
    SHOW(say(ctl, "evq 7f7fffff"));
    SHOW(say(ctl, "evq ffffffff"));
    SHOW(say(ctl, "evq -1"));
    SHOW(say(ctl, "cancel"));
    SHOW(say(ctl, "cancel"));
    SHOW(say(ctl, "cancel now please"));
    SHOW(say(ctl, "CANCEL"));
    SHOW(say(ctl, "'can'cel"));
    SHOW(say(ctl, "frob"));
    SHOW(say(ctl, "%s%s%s%n"));
}

static void timer_times(void)
{
    SHOW(say(timer, ""));
    SHOW(say(timer, "0"));
    SHOW(say(timer, "xyz"));
    SHOW(say(timer, "3039"));
    SHOW(say(timer, "0X10"));
    SHOW(say(timer, "-1"));
    SHOW(say(ctl, "cancel"));
    SHOW(say(timer, "ffffffffffffffff"));
    SHOW(say(ctl, "cancel"));
    SHOW(say(timer, "fffffffffffffffffffffffffffffff"));
    SHOW(say(ctl, "cancel"));
    SHOW(say(timer, "1234567890123456789012345678901"));  // 31 characters
    SHOW(say(ctl, "cancel"));
    SHOW(say(timer, "12345678901234567890123456789012")); // 32
    SHOW(say(timer, "0000000000000000000000000000000000000000000000000000000000000001"));
}

int main(void)
{
    ctl = open("#A/clone", O_RDWR);
    show_read("read id", ctl, 16);
    show_read("read id again", ctl, 16);
    char path[32];
    snprintf(path, sizeof path, "#A/a0/timer");
    SHOW(timer = open(path, O_RDWR));
    show_read("read unarmed timer", timer, 32);

    ctl_commands();
    timer_times();
    uthread_usleep(50000); // what fires without a queue has fired

    SHOW(close(timer));
    SHOW(close(timer));
    SHOW(timer = open("#A/a0/timer", O_RDONLY));
    SHOW(say(timer, "111"));
    show_read("read one byte", timer, 1);
    show_read("read the rest", timer, 32);
    show_read("read past the end", timer, 32);
    SHOW(close(timer));
    int second;
    SHOW(second = open("#A/a0/ctl", O_WRONLY));
    show_read("read write-only ctl", second, 16);
    SHOW(close(ctl));
    SHOW(open("#A/a1/ctl", O_RDWR));
    SHOW(open("#A/a00/ctl", O_RDWR));
    SHOW(open("#A", O_WRONLY));
    SHOW(open("#A/a0", O_RDWR));
    SHOW(open("#A/new", O_RDWR | O_CREAT, 0666));
    SHOW(open("#A/clone", O_RDWR | O_CREAT | O_EXCL, 0666));
    SHOW(unlink("#A/a0/timer"));
    SHOW(close(second));
    SHOW(close(second));
    SHOW(open("#A/a0/ctl", O_RDWR));
    SHOW(ctl = open("#A//clone", O_RDONLY));
    show_read("read the next id", ctl, 16);
    SHOW(close(ctl));
    printf("nonsense: done\n");
    return 0;
}
