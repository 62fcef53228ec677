// Ways to go elsewhere: computed gotos, tables of functions, switches, non-local jumps out of deep calls.
#include "check.h"

enum { PUSH, ADD, MULTIPLY, SWAP, REPEAT, END };

static const u8 program[] = {PUSH, 3, PUSH, 4, MULTIPLY, PUSH, 5, ADD, PUSH, 2, SWAP, MULTIPLY, PUSH, 1, ADD, REPEAT, END};

// An interpreter in threaded code.
static u64 interpret(u32 times)
{
    static void *const labels[] = {&&push, &&add, &&multiply, &&swap, &&repeat, &&end};
    u64 stack[64], other;
    int top = -1;
    const u8 *at = program;
#define NEXT goto *labels[*at++]
    NEXT;
push:
    stack[++top] = *at++;
    NEXT;
add:
    other = stack[top--];
    stack[top] += other;
    NEXT;
multiply:
    other = stack[top--];
    stack[top] *= other;
    NEXT;
swap:
    other = stack[top];
    stack[top] = stack[top - 1];
    stack[top - 1] = other;
    NEXT;
repeat:
    if (times-- > 0) {
        at = program;
        if (top > 40)
            stack[0] = stack[top], top = 0;
    }
    NEXT;
end:
    return stack[top] + stack[0] * 31 + top;
}

typedef u32 (*step)(u32 value, u32 depth);

static u32 even(u32 value, u32 depth);
static u32 odd(u32 value, u32 depth);
static step volatile steps[] = {even, odd};

static u32 even(u32 value, u32 depth)
{
    return depth == 0 ? value : steps[value & 1](value / 2 + 12345, depth - 1) + 1;
}

static u32 odd(u32 value, u32 depth)
{
    return depth == 0 ? value ^ 1 : steps[value >> 3 & 1](value * 3 + 1, depth - 1) ^ depth;
}

static void *place[5];
static volatile int reached;

static __attribute__((noinline)) void descend(int depth)
{
    volatile char room[24];
    room[depth % 24] = (char)depth;
    reached += room[depth % 24];
    if (depth == 0)
        __builtin_longjmp(place, 1);
    descend(depth - 1);
    reached += 1000000; // never
}

static __attribute__((noinline)) int jump(int depth)
{
    if (__builtin_setjmp(place) == 0) {
        descend(depth);
        return -1;
    }
    return reached;
}

static int choose(int value)
{
    switch (value) {
    case 0: return 17;
    case 1: return 4;
    case 2: value += 3; // falls through
    case 3: return value * 2;
    case 4: case 5: case 6: return -value;
    case 100: return 1;
    case 1000000: return 2;
    case -7: return 3;
    default: return value & 15;
    }
}

static void check(void)
{
    for (u32 times = 0; times < 500; times += 37)
        show_named("interpreted", (s64)interpret(times));
    for (u32 i = 0; i < 8; i++)
        show_named("stepped", steps[i & 1](i * 2654435761u, 20 + i));
    for (int i = 1; i < 30; i += 4)
        show_named("jumped", jump(i));
    int sum = 0;
    for (int i = -10; i < 120; i++)
        sum = sum * 3 + choose(i);
    show_named("chosen", sum + choose(1000000));
}
