// postexit [NAME]: posts an alarm's timer as NAME (default #s/alarmtest) and exits. The alarm outlives its owner, and
// who sets it off then must not wake anything.
#include "timer.h"

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "#s/alarmtest";
    struct timer timer = open_timer(new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC));
    int posted = open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (posted < 0)
        fail("cannot create the name");
    char number[12];
    snprintf(number, sizeof number, "%d", timer.timer);
    write_text(posted, number, "cannot post the timer");
    printf("postexit: posted as %s, leaving\n", name);
    return 0;
}
