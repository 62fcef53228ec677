// Handlers that do not simply return: they jump out, fork, exit, become another program.
#include "types.h"
#include "stat.h"
#include "user.h"

struct jump {
    uint ebx, esi, edi, ebp, esp, eip;
};

int set_jump(struct jump *at) __attribute__((returns_twice));
void jump_to(struct jump *to) __attribute__((noreturn));

asm("set_jump: movl 4(%esp), %eax; movl %ebx, (%eax); movl %esi, 4(%eax); movl %edi, 8(%eax); movl %ebp, 12(%eax)\n"
    "  leal 4(%esp), %ecx; movl %ecx, 16(%eax); movl (%esp), %ecx; movl %ecx, 20(%eax); xorl %eax, %eax; ret\n"
    "jump_to: movl 4(%esp), %eax; movl (%eax), %ebx; movl 4(%eax), %esi; movl 8(%eax), %edi; movl 12(%eax), %ebp\n"
    "  movl 16(%eax), %esp; movl 20(%eax), %ecx; movl $1, %eax; jmp *%ecx\n");

static struct jump home;
static volatile int calls, spun;

// Ends when the handler has been called so often, or after that many ticks.
static void spin(int until, int ticks)
{
    for (int start = uptime(); calls < until && uptime() - start < ticks;)
        for (volatile int turn = 0; turn < 1000; turn++)
            spun++;
}

static void jump_out()
{
    calls++;
    jump_to(&home);
}

static void set_and_jump_out()
{
    calls++;
    alarm(2, set_and_jump_out);
    jump_to(&home);
}

static void set_and_stay()
{
    int before = ++calls;
    alarm(1, set_and_stay);
    spin(before + 1, 5);
    if (calls != before)
        printf(1, "alarmjump: called inside itself\n");
}

static void fork_inside()
{
    calls++;
    if (fork() == 0)
        printf(1, "alarmjump: child in the handler\n");
    else
        wait();
}

static void exit_inside()
{
    printf(1, "alarmjump: exit in the handler\n");
    exit();
}

static void exec_inside()
{
    char *argv[] = {"echo", "exec in the handler", 0};
    exec("echo", argv);
    printf(1, "alarmjump: exec failed\n");
    exit();
}

static void jumps(void)
{
    calls = 0;
    set_jump(&home);
    if (calls < 5) {
        alarm(2, jump_out);
        spin(100, 50);
    }
    printf(1, "jumped out and set in main: %d calls\n", calls);

    calls = 0;
    alarm(2, set_and_jump_out);
    set_jump(&home);
    if (calls < 5)
        spin(100, 50);
    printf(1, "set in the handler and jumped out: %d calls\n", calls);

    calls = 0;
    if (set_jump(&home) == 0) {
        alarm(2, jump_out);
        spin(100, 50);
    }
    spin(100, 20);
    printf(1, "jumped out and not set: %d calls\n", calls);
    alarm(2, jump_out);
    if (set_jump(&home) == 0)
        spin(100, 50);
    printf(1, "set again: %d calls\n", calls);
    alarm(0, 0);
}

static void stays(void)
{
    calls = 0;
    alarm(1, set_and_stay);
    spin(3, 50);
    alarm(0, 0);
    printf(1, "set in the handler and returned: %s\n", calls >= 3 ? "called again" : "not called again");
}

// Keeps its sum in registers, across the handler's return in parent and child.
static uint sum_until_called(void)
{
    uint sum = 0, turn = 0;
    while (calls == 0)
        sum += turn++;
    return sum == turn * (turn - 1) / 2;
}

static void forks(void)
{
    int parent = getpid();
    calls = 0;
    alarm(2, fork_inside);
    int is_right = sum_until_called();
    if (getpid() == parent)
        alarm(0, 0);
    printf(1, "%s: sum %s\n", getpid() == parent ? "parent" : "child", is_right ? "right" : "wrong");
    if (getpid() != parent) {
        calls = 0;
        spin(1, 20);
        printf(1, "child: %d calls\n", calls);
        alarm(2, exit_inside);
        spin(1, 50);
        printf(1, "child: no alarm of its own\n");
        exit();
    }
}

int main(void)
{
    jumps();
    stays();
    forks();
    calls = 0;
    if (fork() == 0) {
        alarm(2, exec_inside);
        spin(1, 50);
        exit();
    }
    wait();
    printf(1, "alarmjump: done\n");
    exit();
}
