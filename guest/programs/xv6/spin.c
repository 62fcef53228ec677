// spin [N]: N million turns of an empty loop (default 10), then a line.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(int argc, char *argv[])
{
    int millions = argc > 1 ? atoi(argv[1]) : 10;
    for (int i = 0; i < millions; i++)
        for (uint turn = 0; turn < 1000000; turn++)
            asm volatile("");
    printf(1, "spin: %d million turns\n", millions);
    exit();
}
