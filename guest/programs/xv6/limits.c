// How much there is of everything, and that it is all given back.
#include "types.h"
#include "stat.h"
#include "fcntl.h"
#include "user.h"

#define MB (1024 * 1024)

static char buffer[512];

static int processes(void)
{
    int fds[2], count = 0;
    pipe(fds);
    for (;;) {
        int pid = fork();
        if (pid < 0)
            break;
        if (pid == 0) {
            close(fds[1]);
            read(fds[0], buffer, 1); // until the parent closes its end
            exit();
        }
        count++;
    }
    close(fds[0]);
    close(fds[1]);
    for (int i = 0; i < count; i++)
        if (wait() < 0)
            printf(1, "a child is lost\n");
    return count;
}

static int open_files(void)
{
    int ready[2], go[2], total = 0, count;
    pipe(ready);
    pipe(go);
    for (int i = 0; i < 10; i++) {
        if (fork() == 0) {
            close(go[1]);
            count = 0;
            while (open("/", O_RDONLY) >= 0)
                count++;
            write(ready[1], &count, sizeof count);
            read(go[0], buffer, 1);
            exit();
        }
        read(ready[0], &count, sizeof count);
        total += count;
    }
    close(go[0]);
    close(go[1]);
    close(ready[0]);
    close(ready[1]);
    while (wait() >= 0)
        ;
    return total;
}

static void memory(void)
{
    int fds[2], pages = 0;
    while ((int)sbrk(4096 * 256) != -1)
        pages += 256;
    while ((int)sbrk(4096) != -1)
        pages++;
    printf(1, "%d pages by sbrk, then -1\n", pages);
    printf(1, "fork with memory full = %d\n", fork());
    printf(1, "pipe with memory full = %d\n", pipe(fds));
    sbrk(-3 * 4096);
    printf(1, "pipe after freeing 3 pages = %d\n", pipe(fds));
    close(fds[0]);
    close(fds[1]);
    printf(1, "fork after freeing 3 pages = %d\n", fork());
}

static void half_of_memory(void)
{
    sbrk(120 * MB);
    printf(1, "fork with 120 MB = %d\n", fork());
    sbrk(-16 * MB);
    int pid = fork();
    if (pid == 0)
        exit();
    printf(1, "fork with 16 MB less: %s\n", pid > 0 ? "works" : "fails");
    wait();
}

static void in_child(void (*what)(void))
{
    if (fork() == 0) {
        what();
        exit();
    }
    wait();
}

int main(void)
{
    printf(1, "fork worked %d times\n", processes());
    printf(1, "and again %d times\n", processes());
    printf(1, "%d files\n", open_files());
    printf(1, "and again %d files\n", open_files());
    in_child(memory);
    in_child(memory);
    in_child(half_of_memory);
    printf(1, "limits: done\n");
    exit();
}
