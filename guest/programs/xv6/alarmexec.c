// Sets an alarm and becomes another program: the handler's address means nothing there, so the alarm must be gone.
#include "types.h"
#include "stat.h"
#include "user.h"

static void handler()
{
    printf(1, "alarmexec: handler called\n");
}

int main(void)
{
    char *argv[] = {"spin", "30", 0};
    alarm(5, handler);
    printf(1, "alarmexec: becoming spin\n");
    exec("spin", argv);
    printf(1, "alarmexec: exec failed\n");
    exit();
}
