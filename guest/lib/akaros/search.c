// Searching, dividing with a remainder, and chance.
#include <stdlib.h>

void *bsearch(const void *key, const void *items, size_t count, size_t size,
              int (*compare)(const void *, const void *))
{
    const char *low = items;
    while (count > 0) {
        const char *middle = low + (count / 2) * size;
        int order = compare(key, middle);
        if (order == 0)
            return (void *)middle;
        if (order > 0) {
            low = middle + size;
            count -= count / 2 + 1;
        } else {
            count /= 2;
        }
    }
    return NULL;
}

long labs(long value)
{
    return value < 0 ? -value : value;
}

long long llabs(long long value)
{
    return value < 0 ? -value : value;
}

div_t div(int numerator, int denominator)
{
    return (div_t){ numerator / denominator, numerator % denominator };
}

ldiv_t ldiv(long numerator, long denominator)
{
    return (ldiv_t){ numerator / denominator, numerator % denominator };
}

lldiv_t lldiv(long long numerator, long long denominator)
{
    return (lldiv_t){ numerator / denominator, numerator % denominator };
}

// A linear congruence modulo 2^64, of which the high bits are given out.
static unsigned long long chance = 1;

void srand(unsigned int seed)
{
    chance = seed;
}

int rand(void)
{
    chance = chance * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int)(chance >> 33);
}
