// Calls and returns: fibonacci numbers by recursion.
#include "bench.h"

static __attribute__((noinline, noclone)) u32 fib(u32 n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

u32 kernel(u32 rounds)
{
    u32 sum = 0;
    while (rounds--)
        for (u32 i = 0; i < 3; i++)
            sum += fib(27 + (sum & 1));
    return sum;
}
