// A generator, some filters and a checker, all children, with pipes between them: nothing may be lost or out of order.
#include "types.h"
#include "stat.h"
#include "user.h"

#define STAGES 5
#define BYTES 6000

static char buffer[700];

static uint next(uint *state)
{
    return (*state = *state * 1103515245 + 12345) >> 16;
}

static void generate(int out)
{
    uint bytes = 1, sizes = 2;
    for (int sent = 0; sent < BYTES;) {
        int size = next(&sizes) % sizeof buffer;
        if (size > BYTES - sent)
            size = BYTES - sent;
        for (int i = 0; i < size; i++)
            buffer[i] = next(&bytes);
        if (write(out, buffer, size) != size)
            printf(1, "pipeline: short write\n");
        sent += size;
    }
}

static void filter(int in, int out, uint seed)
{
    int size;
    while ((size = read(in, buffer, 1 + next(&seed) % sizeof buffer)) > 0) {
        for (int i = 0; i < size; i++)
            buffer[i] += 3;
        if (write(out, buffer, size) != size)
            printf(1, "pipeline: short write\n");
    }
}

static void check(int in)
{
    uint bytes = 1;
    int size, total = 0, wrong = 0;
    while ((size = read(in, buffer, sizeof buffer)) > 0)
        for (int i = 0; i < size; i++, total++)
            if (buffer[i] != (char)(next(&bytes) + 3 * STAGES))
                wrong++;
    printf(1, "pipeline: %d bytes, %d wrong\n", total, wrong);
}

static void stage(int number, int in, int out)
{
    if (number == 0)
        generate(out);
    else if (number <= STAGES)
        filter(in, out, number);
    else
        check(in);
    exit();
}

int main(void)
{
    int in = -1, fds[2];
    for (int number = 0; number <= STAGES + 1; number++) {
        pipe(fds);
        if (fork() == 0) {
            close(fds[0]);
            stage(number, in, fds[1]);
        }
        close(fds[1]);
        if (in >= 0)
            close(in);
        in = fds[0];
    }
    close(in);
    int children = 0;
    while (wait() >= 0)
        children++;
    printf(1, "pipeline: %d children\n", children);
    exit();
}
