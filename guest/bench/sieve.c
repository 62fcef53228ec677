// The primes below a million.
#include "bench.h"

enum { LIMIT = 1000000 };

static u8 composite[LIMIT];

u32 kernel(u32 rounds)
{
    u32 count = 0;
    while (rounds--) {
        for (u32 i = 0; i < LIMIT; i++)
            composite[i] = 0;
        for (u32 i = 2; i < LIMIT; i++) {
            if (composite[i])
                continue;
            count++;
            for (u32 j = i + i; j < LIMIT; j += i)
                composite[j] = 1;
        }
    }
    return count;
}
