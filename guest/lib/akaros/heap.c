// malloc over mmap: one list of free blocks in order of address, first fit, neighbours joined.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define LEAST_MAPPING 65536
#define IN_USE 0x616c6c6f
#define IS_FREE 0x66726565

struct block {
    size_t bytes; // including this header, a multiple of its size
    uint32_t state;
    struct block *next; // in the list of free blocks
    uint32_t unused;    // the header is 16 bytes, and so is the alignment of what follows
};

static struct block *blocks;

static struct block *end_of(struct block *block)
{
    return (struct block *)((char *)block + block->bytes);
}

static void insert(struct block *freed)
{
    struct block **slot = &blocks, *before = NULL;
    while (*slot && *slot < freed) {
        before = *slot;
        slot = &before->next;
    }
    freed->state = IS_FREE;
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

static struct block *take(size_t wanted)
{
    for (struct block **slot = &blocks; *slot; slot = &(*slot)->next) {
        struct block *found = *slot;
        if (found->bytes < wanted)
            continue;
        if (found->bytes == wanted) {
            *slot = found->next;
            return found;
        }
        found->bytes -= wanted; // the tail is handed out, the head stays in the list where it is
        found = end_of(found);
        found->bytes = wanted;
        return found;
    }
    return NULL;
}

void *malloc(size_t bytes)
{
    if (bytes > INT32_MAX) {
        errno = ENOMEM;
        return NULL;
    }
    size_t unit = sizeof(struct block);
    size_t wanted = (bytes + unit - 1) / unit * unit + unit;
    struct block *found = take(wanted);
    if (!found) {
        size_t mapping = (wanted + LEAST_MAPPING - 1) / LEAST_MAPPING * LEAST_MAPPING;
        struct block *fresh = mmap(NULL, mapping, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (fresh == MAP_FAILED)
            return NULL;
        fresh->bytes = mapping;
        insert(fresh);
        found = take(wanted);
    }
    found->state = IN_USE;
    return found + 1;
}

static struct block *block_of(void *memory)
{
    struct block *block = (struct block *)memory - 1;
    if (block->state != IN_USE) {
        dprintf(2, "free or realloc of %p, which malloc did not give or which is free already\n", memory);
        abort();
    }
    return block;
}

void free(void *memory)
{
    if (memory)
        insert(block_of(memory));
}

void *calloc(size_t count, size_t bytes)
{
    if (bytes != 0 && count > SIZE_MAX / bytes) {
        errno = ENOMEM;
        return NULL;
    }
    void *memory = malloc(count * bytes);
    if (memory)
        memset(memory, 0, count * bytes);
    return memory;
}

void *realloc(void *memory, size_t bytes)
{
    if (!memory)
        return malloc(bytes);
    size_t old = block_of(memory)->bytes - sizeof(struct block);
    if (bytes <= old)
        return memory;
    void *moved = malloc(bytes);
    if (moved) {
        memcpy(moved, memory, old);
        free(memory);
    }
    return moved;
}
