// Divides by zero. The process must die of it.
#include <stdio.h>

int main(void)
{
    unsigned low = 1, high = 0, divisor = 0;
    printf("divzero: dividing by zero\n");
    asm volatile("divl %2" : "+a"(low), "+d"(high) : "r"(divisor) : "cc");
    printf("divzero: still alive\n");
    return 0;
}
