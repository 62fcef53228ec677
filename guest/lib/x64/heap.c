// A heap in a fixed area: blocks of powers of two, each with its class before it, kept in a list when free.
#include "x64.h"

#define AREA (4 << 20)
#define CLASSES 32

struct block {
    unsigned long class;
    struct block *next; // where a block in use has its first bytes
};

static char area[AREA] __attribute__((aligned(16)));
static unsigned long used;
static struct block *free_blocks[CLASSES];

void *malloc(unsigned long size)
{
    unsigned long class = 5;
    while ((1ul << class) < size + 16)
        class++;
    struct block *block = free_blocks[class];
    if (block) {
        free_blocks[class] = block->next;
    } else {
        if (used + (1ul << class) > AREA)
            return 0;
        block = (struct block *)(area + used);
        used += 1ul << class;
    }
    block->class = class;
    return (char *)block + 16;
}

void free(void *pointer)
{
    if (!pointer)
        return;
    struct block *block = (struct block *)((char *)pointer - 16);
    block->next = free_blocks[block->class];
    free_blocks[block->class] = block;
}
