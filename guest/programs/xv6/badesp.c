// Sets an alarm, moves the stack pointer to where nothing can be pushed, and spins. The alarm cannot be delivered: the
// kernel must end the process and nothing else. Each address is tried by a child of its own.
#include "types.h"
#include "stat.h"
#include "user.h"

#define MILLIONS 100 // of turns; then the stack comes back and the child says that it lived

static volatile int handled;

static void handler()
{
    handled++;
}

// Two instructions per turn, without touching the stack.
static void spin_with_stack(uint stack)
{
    uint turns = MILLIONS * 1000000u;
    asm volatile("xchgl %%esp, %0\n"
                 "1: subl $1, %1\n"
                 "jnz 1b\n"
                 "xchgl %%esp, %0"
                 : "+r"(stack), "+r"(turns)
                 :
                 : "memory", "cc");
}

static void try(const char *where, uint stack)
{
    int child = fork();
    if (child == 0) {
        alarm(1, handler);
        spin_with_stack(stack);
        alarm(0, handler);
        printf(1, "badesp: lived with its stack at %s, %d alarms\n", where, handled);
        exit();
    }
    printf(1, "badesp: %s: %s\n", where, wait() == child ? "child reaped" : "child lost");
}

int main(void)
{
    uint here = (uint)&here;
    try("90000000, absent", 0x90000000);
    try("80100000, the kernel", 0x80100000);
    try("80100100, the kernel's text", 0x80100100);
    try("80200000, the kernel's data", 0x80200000);
    try("40000000, unmapped", 0x40000000);
    try("100000, unmapped", 0x100000);
    try("1000000, unmapped", 0x1000000);
    try("the guard page", (here & ~4095u) - 2048);
    try("0", 0);
    try("2", 2);
    printf(1, "badesp: done\n");
    exit();
}
