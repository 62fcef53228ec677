// Recurses until the stack page is used up and the guard page below it is touched. The process must die of it.
#include "types.h"
#include "stat.h"
#include "user.h"

static int depth(volatile int level)
{
    volatile int here = level;
    if (level == 1000000)
        return 0;
    return depth(level + 1) + here;
}

int main(void)
{
    printf(1, "stackover: recursing\n");
    int sum = depth(0);
    printf(1, "stackover: still alive, %d\n", sum);
    exit();
}
