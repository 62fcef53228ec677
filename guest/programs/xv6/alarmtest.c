// The alarm homework's test: a handler is called every 10 ticks of CPU time while the program counts and prints dots.
// alarmtest [N]: N times the 25 * 500000 iterations.
#include "types.h"
#include "stat.h"
#include "user.h"

#define ITERATIONS (25 * 500000)
#define ITERATIONS_PER_DOT 250000

void periodic()
{
    printf(1, "alarm!\n");
}

int main(int argc, char *argv[])
{
    int rounds = argc > 1 ? atoi(argv[1]) : 1;
    printf(1, "alarmtest starting\n");
    alarm(10, periodic);
    while (rounds-- > 0)
        for (int i = 0; i < ITERATIONS; i++)
            if (i % ITERATIONS_PER_DOT == 0)
                write(2, ".", 1);
    exit();
}
