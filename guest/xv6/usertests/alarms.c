// alarm(ticks, handler): a handler called every so many ticks of this process's time in user mode.
#include "test.h"

static volatile int calls;

static void count(void)
{
    calls++;
}

static void spin_until(int wanted)
{
    while (calls < wanted)
        ;
}

static void calls_keep_coming(void)
{
    CHECK(alarm(1, count) == 0);
    spin_until(5);
    CHECK(alarm(0, 0) == 0);
    int after = calls, start_time = uptime();
    while (uptime() - start_time < 5)
        ;
    CHECK(calls == after);
}

static void bad_handlers(void)
{
    char *end = sbrk(0);
    CHECK(alarm(1, (void (*)())end) == -1);
    CHECK(alarm(1, (void (*)())0x80100000) == -1);
    CHECK(alarm(1, (void (*)())0xffffffff) == -1);
    CHECK(alarm(-1, count) == 0); // as 0
}

// Ticks in a sleep are not the process's.
static void sleeping_does_not_count(void)
{
    CHECK(alarm(5, count) == 0);
    CHECK(sleep(50) == 0);
    CHECK(calls == 0);
}

// A handler may change what any function may change; the interrupted code must not see it.
static void change_registers(void)
{
    asm volatile("movl $-1, %%eax; movl $-1, %%ecx; movl $-1, %%edx; addl $1, %%eax" ::: "eax", "ecx", "edx", "cc");
    calls++;
}

static void registers_survive(void)
{
    CHECK(alarm(1, change_registers) == 0);
    while (calls < 5) {
        uint eax = 1, ecx = 2, edx = 3, wrong_flag = 0;
        for (int i = 0; i < 1000; i++)
            asm volatile("cmpl %%eax, %%eax; nop; nop; nop; nop; je 1f; incl %3; 1:"
                         : "+a"(eax), "+c"(ecx), "+d"(edx), "+r"(wrong_flag)::"cc");
        CHECK(eax == 1 && ecx == 2 && edx == 3 && wrong_flag == 0);
    }
}

// A handler that takes longer than its interval is not called inside itself.
static volatile int depth, deepest;

static void take_long(void)
{
    if (++depth > deepest)
        deepest = depth;
    int start_time = uptime();
    while (uptime() - start_time < 3)
        ;
    depth--;
    calls++;
}

static void a_long_handler(void)
{
    CHECK(alarm(1, take_long) == 0);
    spin_until(3);
    CHECK(deepest == 1);
}

static void spin_without_alarm(void)
{
    int start_time = uptime();
    while (uptime() - start_time < 5)
        ;
    CHECK(calls == 0);
}

static void a_child_has_none(void)
{
    CHECK(alarm(2, count) == 0);
    run(spin_without_alarm);
}

// From inside a handler: a child, and the end.
static void fork_in_handler(void)
{
    int pid = fork();
    if (pid > 0)
        CHECK(wait() == pid);
    calls++; // the child too returns to what was interrupted
}

static void end_in_child(void)
{
    CHECK(alarm(1, fork_in_handler) == 0);
    int self = getpid();
    while (calls == 0)
        ;
    alarm(0, 0);
    if (getpid() != self)
        exit();
}

static void exit_in_handler(void)
{
    exit();
}

static void end_by_alarm(void)
{
    CHECK(alarm(1, exit_in_handler) == 0);
    spin_until(1);
}

static void exec_in_handler(void)
{
    char *argv[] = {"echo", 0};
    exec("echo", argv);
    CHECK(!"exec of echo came back");
}

static void become_another(void)
{
    CHECK(alarm(1, exec_in_handler) == 0);
    spin_until(1);
}

static void ends_in_handlers(void)
{
    run(end_in_child);
    run(end_by_alarm);
    run(become_another);
}

// A stack pointer that points nowhere when the alarm is due is the end of that process, and of nothing else.
static uint bad_stack;

static void spin_with_bad_stack(void)
{
    CHECK(alarm(1, count) == 0);
    asm volatile("movl %0, %%esp; 1: jmp 1b" ::"r"(bad_stack));
}

static void bad_stacks(void)
{
    static const uint stacks[] = {0, 2, 0x1000000, 0x80000000, 0x80100100, 0x90000000, 0xfffffffc};
    for (uint i = 0; i < sizeof stacks / sizeof stacks[0]; i++) {
        bad_stack = stacks[i];
        run(spin_with_bad_stack);
    }
}

const struct test alarm_tests[] = {
    {"calls-keep-coming", calls_keep_coming},
    {"bad-handlers", bad_handlers},
    {"sleeping-does-not-count", sleeping_does_not_count},
    {"registers-survive", registers_survive},
    {"a-long-handler", a_long_handler},
    {"a-child-has-none", a_child_has_none},
    {"ends-in-handlers", ends_in_handlers},
    {"bad-stacks", bad_stacks},
    {0, 0},
};
