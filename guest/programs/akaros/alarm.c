// The #A device's basic test: arm and cancel, arm and receive, then leave the timer in #s for somebody else to set off.
#include <event.h>
#include <fcntl.h>
#include <measure.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <uthread.h>
#include <unistd.h>

static void check(int result, const char *complaint)
{
    if (result > 0)
        return;
    perror(complaint);
    exit(-1);
}

static void on_alarm(struct event_msg *message, unsigned int type)
{
    assert(type == EV_ALARM);
    printf("\tAlarm fired!\n");
}

static void arm_in_seconds(int timerfd, int seconds)
{
    char time[20];
    int length = snprintf(time, sizeof time, "%llx", read_tsc() + sec2tsc(seconds));
    check(write(timerfd, time, length), "Failed to set timer");
}

int main(void)
{
    printf("Starting alarm test\n");
    int ctlfd = open("#A/clone", O_RDWR | O_CLOEXEC);
    if (ctlfd < 0)
        check(-1, "Can't clone an alarm");

    char id[20];
    int length = read(ctlfd, id, sizeof id - 1);
    if (length == 0) {
        printf("Got early EOF from ctl\n");
        exit(-1);
    }
    check(length, "Can't read ctl");
    id[length] = 0;

    char path[32];
    snprintf(path, sizeof path, "#A/a%s/timer", id);
    int timerfd = open(path, O_RDWR); // not close-on-exec: it is posted to #s below
    if (timerfd < 0)
        check(-1, "Can't open timer");

    ev_handlers[EV_ALARM] = on_alarm; // before the queue is registered, so that no event goes unheard
    struct event_queue *queue = get_big_event_q();
    if (!queue)
        check(-1, "Failed ev_q");
    queue->ev_vcore = 0;
    queue->ev_flags = EVENT_IPI | EVENT_NOMSG | EVENT_SPAM_PUBLIC;
    char command[32];
    length = snprintf(command, sizeof command, "evq %lx", (unsigned long)queue);
    check(write(ctlfd, command, length), "Failed to write ev_q");

    arm_in_seconds(timerfd, 1);
    check(write(ctlfd, "cancel", 6), "Failed to cancel timer");
    uthread_sleep(2);
    printf("No alarm should have fired yet\n");

    arm_in_seconds(timerfd, 1);
    uthread_sleep(2);
    close(ctlfd); // the open timer keeps the alarm

    int srvfd = open("#s/alarmtest", O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (srvfd < 0)
        check(-1, "Failed to open srv file");
    char number[20];
    length = snprintf(number, sizeof number, "%d", timerfd);
    check(write(srvfd, number, length), "Failed to post timerfd");
    printf("Sleeping for 10 sec, try to echo 111 > '#s/alarmtest' now!\n");
    uthread_sleep(10);
    if (unlink("#s/alarmtest") < 0)
        check(-1, "Failed to remove timerfd from #s, proc will never be freed");
    printf("Done\n");
    return 0;
}
