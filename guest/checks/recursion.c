// Functions that call themselves and each other: Ackermann, Hanoi, partitions, mutual recursion, the N queens.
#include "check.h"

static u32 calls;

static u32 ackermann(u32 m, u32 n)
{
    calls++;
    if (m == 0)
        return n + 1;
    if (n == 0)
        return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}

static u32 fibonacci(u32 n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

static u32 moves, path;

static void hanoi(int discs, int from, int to)
{
    if (discs == 0)
        return;
    int spare = 3 - from - to;
    hanoi(discs - 1, from, spare);
    moves++;
    path = path * 31 + (u32)(from * 3 + to);
    hanoi(discs - 1, spare, to);
}

static u32 partitions(u32 n, u32 largest)
{
    if (n == 0)
        return 1;
    u32 sum = 0;
    for (u32 part = 1; part <= largest && part <= n; part++)
        sum += partitions(n - part, part);
    return sum;
}

static int is_odd(u32 n);

static int is_even(u32 n)
{
    return n == 0 ? 1 : is_odd(n - 1);
}

static int is_odd(u32 n)
{
    return n == 0 ? 0 : is_even(n - 1);
}

static u32 queens(u32 all, u32 columns, u32 left, u32 right)
{
    if (columns == all)
        return 1;
    u32 count = 0;
    for (u32 free = all & ~(columns | left | right); free != 0; free &= free - 1) {
        u32 place = free & -free;
        count += queens(all, columns | place, (left | place) << 1, (right | place) >> 1);
    }
    return count;
}

static s32 row_of[8];

static int place_queens(int column)
{
    if (column == 8)
        return 1;
    for (int row = 0; row < 8; row++) {
        int free = 1;
        for (int i = 0; i < column && free; i++)
            free = row_of[i] != row && row_of[i] - row != i - column && row_of[i] - row != column - i;
        if (!free)
            continue;
        row_of[column] = row;
        if (place_queens(column + 1))
            return 1;
    }
    return 0;
}

static void check(void)
{
    show_named("ackermann(2, 9)", ackermann(2, 9));
    show_named("in calls", calls);
    show_named("fibonacci(18)", fibonacci(18));
    hanoi(10, 0, 2);
    show_named("hanoi moves", moves);
    show_named("hanoi path", path);
    show_named("partitions of 25", partitions(25, 25));
    show_named("22 is even", is_even(22));
    show_named("23 is even", is_even(23));
    for (u32 n = 1; n <= 8; n++)
        show_named("queens", queens((1u << n) - 1, 0, 0, 0));
    place_queens(0);
    for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 8; j++)
            show_char(row_of[i] == j ? 'Q' : '.');
        show("\n");
    }
}
