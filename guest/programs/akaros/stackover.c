// Recurses until the stack is used up. The process must die of it.
#include <stdio.h>

static int depth(volatile int level)
{
    volatile int here = level;
    if (level == 100000000)
        return 0;
    return depth(level + 1) + here;
}

int main(void)
{
    printf("stackover: recursing\n");
    int sum = depth(0);
    printf("stackover: still alive, %d\n", sum);
    return 0;
}
