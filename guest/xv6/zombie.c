// Leaves a zombie behind: its child has ended, and it ends without having waited, so init reaps the child.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(void)
{
    int child = fork();
    if (child > 0)
        sleep(5); // the child ends first
    exit();
}
