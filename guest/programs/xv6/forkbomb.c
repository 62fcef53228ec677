// Forks until the kernel says no; the children exit at once and stay zombies until they are waited for.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(void)
{
    int made = 0, reaped = 0;
    for (;;) {
        int child = fork();
        if (child < 0)
            break;
        if (child == 0)
            exit();
        made++;
    }
    printf(1, "forkbomb: %d children\n", made);
    while (wait() >= 0)
        reaped++;
    printf(1, "forkbomb: %d reaped\n", reaped);
    int child = fork();
    if (child == 0)
        exit();
    printf(1, "forkbomb: fork afterwards %s\n", child > 0 ? "works" : "fails");
    wait();
    exit();
}
