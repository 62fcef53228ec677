// A program's memory: growing and shrinking, what is out of reach, and what happens when there is no more.
#include "test.h"

#define KERNEL 0x80000000u
#define LARGE (100 * 1024 * 1024)

static char zeros[10000];

static void bss_is_zero(void)
{
    for (uint i = 0; i < sizeof zeros; i++)
        CHECK(zeros[i] == 0);
}

static void grow_by_one(void)
{
    char *end = sbrk(0);
    CHECK(sbrk(1) == end);
    CHECK(sbrk(1) == end + 1);
}

static void byte_by_byte(void)
{
    char *end = sbrk(0);
    for (int i = 0; i < 5000; i++) {
        CHECK(sbrk(1) == end);
        *end++ = 1;
    }
    run(grow_by_one);
    CHECK(sbrk(1) == end);
    CHECK(sbrk(-5001) == end + 1);
    CHECK(sbrk(0) == end - 5000);
}

static void large_and_small(void)
{
    char *start_of_heap = sbrk(0), *end = (char *)LARGE;
    CHECK(sbrk(end - start_of_heap) == start_of_heap);
    end[-1] = 99;
    CHECK(sbrk(-PAGE_BYTES) == end);
    CHECK(sbrk(0) == end - PAGE_BYTES);
    CHECK(sbrk(PAGE_BYTES) == end - PAGE_BYTES);
    CHECK(end[-1] == 0); // the page is another one
    CHECK(sbrk(-(end - start_of_heap)) == end);
    CHECK(sbrk(0) == start_of_heap);
}

static void refused_growth(void)
{
    char *end = sbrk(0);
    CHECK(sbrk(KERNEL - (uint)end) == (char *)-1);
    CHECK(sbrk(0x7fffffff) == (char *)-1);
    CHECK(sbrk(0) == end);
}

// Each of these ends its process, with a line of the kernel's.
static volatile char *forbidden;

static void touch(void)
{
    char c = *forbidden;
    fail(__FILE_NAME__, __LINE__, c ? "it could be read" : "it could be read, and is zero");
}

static void out_of_reach(void)
{
    for (uint address = KERNEL; address < KERNEL + 500000; address += 50000) {
        forbidden = (char *)address;
        run(touch);
    }
    forbidden = (char *)0xfffffffc;
    run(touch);
    forbidden = sbrk(0) + PAGE_BYTES;
    run(touch);
}

// Below the stack's page is one that nobody may touch.
static int recurse(int depth)
{
    volatile char frame[512];
    frame[0] = depth;
    return depth == 0 ? 0 : recurse(depth - 1) + frame[0];
}

static void overflow_stack(void)
{
    fail(__FILE_NAME__, __LINE__, recurse(100) ? "the stack has no end" : "the stack has no end, and no bottom");
}

static void divide_by_zero(void)
{
    asm volatile("xorl %%ecx, %%ecx; divl %%ecx" ::: "eax", "ecx", "edx", "cc");
}

static void write_a_port(void)
{
    asm volatile("outb %0, %1" ::"a"((uchar)9), "d"((ushort)0x70));
    CHECK(!"a port could be written");
}

static void faults_end_one_process(void)
{
    run(overflow_stack);
    run(divide_by_zero);
    run(write_a_port);
}

// Text, stack and heap can all be written; address 0 is where the program is.
static void all_can_be_written(void)
{
    volatile uchar *volatile zero = 0; // so that the compiler does not see what it is
    volatile uchar *text = zero;
    uchar first = text[0];
    text[0] = first + 1;
    CHECK(text[0] == (uchar)(first + 1));
    text[0] = first;
}

// Ten want 100 MB each, and only two of them can have it. What the others could not have is there for all.
static int ready_ends[2];

static void take_a_lot(void)
{
    sbrk(LARGE - (uint)sbrk(0));
    write(ready_ends[1], "x", 1);
    for (;;)
        sleep(1000);
}

static void too_many_want_memory(void)
{
    int children[10];
    CHECK(pipe(ready_ends) == 0);
    for (int i = 0; i < 10; i++) {
        children[i] = start(take_a_lot);
        CHECK(read(ready_ends[0], buffer, 1) == 1);
    }
    CHECK(sbrk(PAGE_BYTES) != (char *)-1);
    for (int i = 0; i < 10; i++)
        CHECK(kill(children[i]) == 0);
    for (int i = 0; i < 10; i++)
        CHECK(wait() > 0);
}

// Until there is no more; all of it can be had again.
static void allocate_all(void)
{
    void **list = 0, **block;
    uint count = 0;
    while ((block = malloc(100001)) != 0) {
        *block = list;
        list = block;
        count++;
    }
    CHECK(count > 1000);
    while (list) {
        block = *list;
        free(list);
        list = block;
    }
    block = malloc(20 * 1024);
    CHECK(block != 0);
    free(block);
}

static void allocating(void)
{
    run(allocate_all);
    run(allocate_all);
}

// A copy of a large memory is only made where one of the two writes; each sees its own.
static char *large;

static void write_in_copy(void)
{
    for (int i = 0; i < 1000; i++) {
        CHECK(large[i * PAGE_BYTES] == (char)i);
        large[i * PAGE_BYTES] = 'x';
    }
}

static void copies_are_apart(void)
{
    large = sbrk(1000 * PAGE_BYTES);
    CHECK(large != (char *)-1);
    for (int i = 0; i < 1000; i++)
        large[i * PAGE_BYTES] = i;
    int pid = start(write_in_copy);
    for (int i = 999; i >= 0; i--)
        CHECK(large[i * PAGE_BYTES] == (char)i);
    CHECK(wait() == pid);
    for (int i = 0; i < 1000; i++)
        CHECK(large[i * PAGE_BYTES] == (char)i);
}

const struct test memory_tests[] = {
    {"bss-is-zero", bss_is_zero},
    {"byte-by-byte", byte_by_byte},
    {"large-and-small", large_and_small},
    {"refused-growth", refused_growth},
    {"out-of-reach", out_of_reach},
    {"faults-end-one-process", faults_end_one_process},
    {"all-can-be-written", all_can_be_written},
    {"too-many-want-memory", too_many_want_memory},
    {"allocating", allocating},
    {"copies-are-apart", copies_are_apart},
    {0, 0},
};
