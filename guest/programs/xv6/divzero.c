// Divides by zero. The process must die of it.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(void)
{
    uint low = 1, high = 0, divisor = 0;
    printf(1, "divzero: dividing by zero\n");
    asm volatile("divl %2" : "+a"(low), "+d"(high) : "r"(divisor) : "cc");
    printf(1, "divzero: still alive\n");
    exit();
}
