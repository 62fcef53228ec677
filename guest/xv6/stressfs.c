// Five processes, each the child of the one before, write a file each at the same time and read it back.
#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"

#define CHILDREN 4
#define BLOCKS 20
#define BLOCK_BYTES 512

int main(void)
{
    static char block[BLOCK_BYTES];
    char path[] = "stressfs0";
    printf(1, "stressfs starting\n");
    memset(block, 'a', sizeof block);

    int self = 0; // 0 is the first process, CHILDREN the last
    while (self < CHILDREN && fork() <= 0)
        self++;
    path[8] += self;

    printf(1, "write %d\n", self);
    int fd = open(path, O_CREATE | O_RDWR);
    for (int i = 0; i < BLOCKS; i++)
        if (write(fd, block, BLOCK_BYTES) != BLOCK_BYTES)
            printf(1, "stressfs: write of block %d to %s failed\n", i, path);
    close(fd);

    printf(1, "read\n");
    fd = open(path, O_RDONLY);
    for (int i = 0; i < BLOCKS; i++) {
        memset(block, 0, BLOCK_BYTES);
        if (read(fd, block, BLOCK_BYTES) != BLOCK_BYTES || block[0] != 'a' || block[BLOCK_BYTES - 1] != 'a')
            printf(1, "stressfs: read of block %d from %s failed\n", i, path);
    }
    close(fd);
    wait();
    exit();
}
