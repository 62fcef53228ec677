// Four ways to sort the same numbers, and a stable sort of pairs.
#include "check.h"

#define COUNT 500

static s32 numbers[COUNT], sorted[COUNT], scratch[COUNT];

static void insertion(s32 *a, s32 count)
{
    for (s32 i = 1; i < count; i++) {
        s32 value = a[i], j = i;
        for (; j > 0 && a[j - 1] > value; j--)
            a[j] = a[j - 1];
        a[j] = value;
    }
}

static void quick(s32 *a, s32 first, s32 last)
{
    while (first < last) {
        s32 pivot = a[first + (last - first) / 2], i = first, j = last;
        while (i <= j) {
            while (a[i] < pivot)
                i++;
            while (a[j] > pivot)
                j--;
            if (i <= j) {
                s32 swapped = a[i];
                a[i++] = a[j];
                a[j--] = swapped;
            }
        }
        if (j - first < last - i) { // the smaller part first, so that the stack stays small
            quick(a, first, j);
            first = i;
        } else {
            quick(a, i, last);
            last = j;
        }
    }
}

static void merge(s32 *a, s32 count)
{
    for (s32 width = 1; width < count; width *= 2) {
        for (s32 start = 0; start < count; start += 2 * width) {
            s32 middle = start + width < count ? start + width : count;
            s32 end = start + 2 * width < count ? start + 2 * width : count;
            for (s32 i = start, j = middle, k = start; k < end; k++)
                scratch[k] = i < middle && (j >= end || a[i] <= a[j]) ? a[i++] : a[j++];
        }
        for (s32 i = 0; i < count; i++)
            a[i] = scratch[i];
    }
}

static void radix(s32 *a, s32 count)
{
    static u32 starts[257];
    for (u32 shift = 0; shift < 32; shift += 8) {
        for (u32 i = 0; i < 257; i++)
            starts[i] = 0;
        for (s32 i = 0; i < count; i++)
            starts[(((u32)a[i] ^ 0x80000000u) >> shift & 255) + 1]++;
        for (u32 i = 0; i < 256; i++)
            starts[i + 1] += starts[i];
        for (s32 i = 0; i < count; i++)
            scratch[starts[((u32)a[i] ^ 0x80000000u) >> shift & 255]++] = a[i];
        for (s32 i = 0; i < count; i++)
            a[i] = scratch[i];
    }
}

static void quick_all(s32 *a, s32 count)
{
    quick(a, 0, count - 1);
}

static void verify(const char *name, void (*sort)(s32 *, s32))
{
    u32 hash = 2166136261u, ordered = 1;
    for (s32 i = 0; i < COUNT; i++)
        sorted[i] = numbers[i];
    sort(sorted, COUNT);
    for (s32 i = 0; i < COUNT; i++) {
        hash = (hash ^ (u32)sorted[i]) * 16777619u;
        if (i > 0 && sorted[i - 1] > sorted[i])
            ordered = 0;
    }
    show(name);
    show(ordered ? " ordered " : " NOT ordered ");
    show_hex(hash, 8);
    show("\n");
}

static void check(void)
{
    u32 state = 12345;
    for (s32 i = 0; i < COUNT; i++)
        numbers[i] = i % 7 == 0 ? (s32)(i % 5) - 2 : (s32)next_random(&state);
    verify("insertion", insertion);
    verify("quick", quick_all);
    verify("merge", merge);
    verify("radix", radix);
    show_named("smallest", sorted[0]);
    show_named("median", sorted[COUNT / 2]);
    show_named("largest", sorted[COUNT - 1]);
}
