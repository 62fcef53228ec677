// 64-bit multiplication, division and remainder, signed and unsigned, at the edges and at random.
#include "check.h"

static const u64 edges[] = {
    1, 2, 3, 10, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x100000001, 0x7fffffffffffffff, 0x8000000000000000,
    0x8000000000000001, 0xfffffffeffffffff, 0xffffffff00000000, 0xffffffffffffffff};

#define EDGES (int)(sizeof edges / sizeof edges[0])

static u64 hash = 14695981039346656037u;

static void mix(u64 value)
{
    hash = (hash ^ value) * 1099511628211u;
}

static int holds(u64 a, u64 b)
{
    u64 quotient = a / b, remainder = a % b;
    mix(quotient);
    mix(remainder);
    int good = quotient * b + remainder == a && remainder < b;
    s64 x = (s64)a, y = (s64)b;
    if (y == -1) // the most negative number has no negative
        return good;
    s64 ratio = x / y, rest = x % y;
    mix((u64)ratio);
    mix((u64)rest);
    return good && (u64)ratio * (u64)y + (u64)rest == (u64)x && (rest == 0 || (rest < 0) == (x < 0));
}

static void check(void)
{
    int wrong = 0;
    for (int i = 0; i < EDGES; i++) {
        for (int j = 0; j < EDGES; j++)
            wrong += !holds(edges[i], edges[j]);
        show_unsigned(edges[i]);
        show(" / 7 = ");
        show_unsigned(edges[i] / 7);
        show(", signed ");
        show_signed((s64)edges[i] / 7);
        show(" rest ");
        show_signed((s64)edges[i] % 7);
        show("\n");
    }
    show_named("wrong at the edges", wrong);
    u32 state = 2463534242u;
    wrong = 0;
    for (int i = 0; i < 2000; i++) {
        u64 a = (u64)next_random(&state) << 32 | next_random(&state);
        u64 b = (u64)next_random(&state) << 32 | next_random(&state);
        a >>= next_random(&state) % 64;
        b >>= next_random(&state) % 64;
        wrong += !holds(a, b == 0 ? 1 : b);
    }
    show_named("wrong at random", wrong);
    show_hex(hash, 16);
    show("\n");
    u64 power = 1;
    for (int i = 0; i < 40; i++)
        power = power * 6364136223846793005u + 1442695040888963407u;
    show_hex(power, 16);
    show("\n");
}
