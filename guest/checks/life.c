// The game of life on a torus, cell by cell and with whole rows of bits, which must agree.
#include "check.h"

#define SIZE 32

static u8 cells[SIZE][SIZE], next[SIZE][SIZE];
static u32 rows[SIZE], next_rows[SIZE];

static void step_cells(void)
{
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++) {
            int neighbours = 0;
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    if (dx != 0 || dy != 0)
                        neighbours += cells[(y + dy + SIZE) % SIZE][(x + dx + SIZE) % SIZE];
            next[y][x] = neighbours == 3 || (neighbours == 2 && cells[y][x]);
        }
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            cells[y][x] = next[y][x];
}

static u32 left(u32 row)
{
    return row << 1 | row >> 31;
}

static u32 right(u32 row)
{
    return row >> 1 | row << 31;
}

// Adds a bit plane to counters of three bits that stand in three planes. Eight neighbours wrap to none, which is dead
// too.
static void count(u32 planes[3], u32 plane)
{
    u32 carry = planes[0] & plane;
    planes[0] ^= plane;
    u32 carry2 = planes[1] & carry;
    planes[1] ^= carry;
    planes[2] ^= carry2;
}

static void step_rows(void)
{
    for (int y = 0; y < SIZE; y++) {
        u32 above = rows[(y + SIZE - 1) % SIZE], here = rows[y], below = rows[(y + 1) % SIZE];
        u32 planes[3] = {0, 0, 0};
        count(planes, left(above));
        count(planes, above);
        count(planes, right(above));
        count(planes, left(here));
        count(planes, right(here));
        count(planes, left(below));
        count(planes, below);
        count(planes, right(below));
        next_rows[y] = ~planes[2] & planes[1] & (planes[0] | here);
    }
    for (int y = 0; y < SIZE; y++)
        rows[y] = next_rows[y];
}

static int agree(void)
{
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            if (cells[y][x] != (rows[y] >> x & 1))
                return 0;
    return 1;
}

static u32 alive(void)
{
    u32 sum = 0;
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            sum += cells[y][x];
    return sum;
}

static void set(int x, int y)
{
    cells[y][x] = 1;
    rows[y] |= 1u << x;
}

static void check(void)
{
    static const char *const pattern[] = {".#......", "...#....", "##..###."};
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 8; x++)
            if (pattern[y][x] == '#')
                set(12 + x, 14 + y);
    set(1, 0), set(2, 1), set(0, 2), set(1, 2), set(2, 2); // a glider
    int agreed = 1;
    for (int generation = 0; generation < 60; generation++) {
        if (generation % 10 == 0)
            show_named("alive", alive());
        step_cells();
        step_rows();
        agreed = agreed && agree();
    }
    show(agreed ? "both agree\n" : "they DISAGREE\n");
    for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++)
            show_char(cells[y][x] ? '#' : '.');
        show("\n");
    }
}
