// Quick-sort by a comparison function, and block moves.
#include "bench.h"

enum { COUNT = 100000 };

static int numbers[COUNT], copy[COUNT];

static int less(const int *a, const int *b) { return *a < *b; }

static void sort(int *low, int *high, int (*compare)(const int *, const int *))
{
    while (low < high) {
        int pivot = low[(high - low) / 2], *i = low, *j = high;
        do {
            while (compare(i, &pivot))
                i++;
            while (compare(&pivot, j))
                j--;
            if (i <= j) {
                int t = *i;
                *i++ = *j;
                *j-- = t;
            }
        } while (i <= j);
        sort(low, j, compare);
        low = i;
    }
}

u32 kernel(u32 rounds)
{
    int (*volatile compare)(const int *, const int *) = less;
    u32 sum = 0, seed = 1;
    for (u32 r = 0; r < rounds * 4; r++) {
        for (u32 i = 0; i < COUNT; i++)
            numbers[i] = (seed = seed * 1664525 + 1013904223) >> 1;
        sort(numbers, numbers + COUNT - 1, compare);
        memcpy(copy, numbers, sizeof copy);
        sum += copy[COUNT / 2] ^ copy[r];
    }
    return sum;
}
