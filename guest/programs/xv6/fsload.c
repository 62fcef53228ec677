// Children that make, fill, link, read and remove files at the same time, each its own and all the same ones.
#include "types.h"
#include "stat.h"
#include "fcntl.h"
#include "user.h"

#define CHILDREN 4
#define ROUNDS 3
#define SIZE 2500

static char out[SIZE], in[SIZE];

static void fail(const char *what, int child)
{
    printf(1, "fsload: %s in child %d\n", what, child);
    exit();
}

static void own(int child, int round)
{
    char file[] = "file", other[] = "other";
    int fd = open(file, O_CREATE | O_RDWR);
    for (int i = 0; i < SIZE; i++)
        out[i] = child * 50 + round * 7 + i;
    for (int at = 0; at < SIZE; at += 500)
        if (write(fd, out + at, 500) != 500)
            fail("short write", child);
    close(fd);
    if (link(file, other) < 0 || unlink(file) < 0)
        fail("no link", child);
    fd = open(other, O_RDONLY);
    if (unlink(other) < 0)
        fail("no unlink", child);
    int size = 0, got;
    while ((got = read(fd, in + size, SIZE - size)) > 0)
        size += got;
    close(fd);
    if (size != SIZE)
        fail("short file", child);
    for (int i = 0; i < SIZE; i++)
        if (in[i] != out[i])
            fail("wrong byte", child);
}

// Names that others make and remove too: any result is right, but each must be whole.
static void shared(int child, int round)
{
    struct stat st;
    char name[] = "../sharedN";
    for (int i = 0; i < 3; i++) {
        name[9] = '0' + (i + child + round) % 3;
        int fd = open(name, O_CREATE | O_RDWR);
        if (fd < 0)
            fail("no create", child);
        if (write(fd, "shared", 6) != 6)
            fail("no write", child);
        if (fstat(fd, &st) < 0 || st.type != T_FILE || st.size != 6)
            fail("a strange file", child);
        link(name, "mine");
        unlink(name);
        unlink("mine");
        close(fd);
    }
}

int main(void)
{
    char dir[] = "dirN";
    for (int child = 0; child < CHILDREN; child++) {
        if (fork() == 0) {
            dir[3] = '0' + child;
            for (int round = 0; round < ROUNDS; round++) {
                if (mkdir(dir) < 0 || chdir(dir) < 0)
                    fail("no directory", child);
                own(child, round);
                shared(child, round);
                if (chdir("..") < 0 || unlink(dir) < 0)
                    fail("a directory that stays", child);
            }
            printf(1, "%d", child);
            exit();
        }
    }
    int children = 0;
    while (wait() >= 0)
        children++;
    char name[] = "sharedN";
    for (int i = 0; i < 3; i++) {
        name[6] = '0' + i;
        if (open(name, O_RDONLY) >= 0)
            printf(1, "fsload: %s is left\n", name);
    }
    printf(1, "\nfsload: %d children\n", children);
    exit();
}
