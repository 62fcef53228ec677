// malloc and free over sbrk: one list of free blocks in order of address, first fit, neighbours joined.
#include "types.h"
#include "stat.h"
#include "user.h"

struct block {
    uint bytes; // including this header, a multiple of its size
    struct block *next;
};

#define LEAST_GROWTH 32768

static struct block *blocks;

static struct block *end_of(struct block *block)
{
    return (struct block *)((char *)block + block->bytes);
}

void free(void *memory)
{
    if (memory == 0)
        return;
    struct block *freed = (struct block *)memory - 1;
    struct block **slot = &blocks, *before = 0;
    while (*slot && *slot < freed) {
        before = *slot;
        slot = &before->next;
    }
    freed->next = *slot;
    *slot = freed;
    if (freed->next && end_of(freed) == freed->next) {
        freed->bytes += freed->next->bytes;
        freed->next = freed->next->next;
    }
    if (before && end_of(before) == freed) {
        before->bytes += freed->bytes;
        before->next = freed->next;
    }
}

void *malloc(uint bytes)
{
    uint unit = sizeof(struct block);
    uint wanted = (bytes + unit - 1) / unit * unit + unit;
    if (wanted < bytes)
        return 0;
    for (;;) {
        for (struct block **slot = &blocks; *slot; slot = &(*slot)->next) {
            struct block *found = *slot;
            if (found->bytes < wanted)
                continue;
            if (found->bytes == wanted) {
                *slot = found->next;
            } else { // the tail is handed out, the head stays in the list where it is
                found->bytes -= wanted;
                found = end_of(found);
                found->bytes = wanted;
            }
            return found + 1;
        }
        uint growth = wanted < LEAST_GROWTH ? LEAST_GROWTH : wanted;
        if ((int)growth < 0)
            return 0;
        struct block *fresh = (struct block *)sbrk(growth);
        if (fresh == (struct block *)-1)
            return 0;
        fresh->bytes = growth;
        free(fresh + 1);
    }
}
