// Known values in all registers and flags while alarms hit a loop that changes none of them. The handler is ordinary
// C, so it changes eax, ecx, edx and the flags, and only the kernel can give them back.
#include "types.h"
#include "stat.h"
#include "user.h"

#define ENOUGH 30       // alarms
#define ROUND 200000    // turns of the loop between two looks at the registers
#define MOST_ROUNDS 2000

struct registers {
    uint edi, esi, ebp, esp, ebx, edx, ecx, eax, eflags;
};

// Loads the registers, turns the loop and stores what they are then. Which register counts the turns differs, so that
// each of the others is watched; the counting one must be 0 at the end.
void turn_on_ecx(const struct registers *before, struct registers *after);
void turn_on_edx(const struct registers *before, struct registers *after);

asm(".macro load_registers\n"
    "  pushal\n"
    "  movl 36(%esp), %eax\n"      // before
    "  movl 40(%esp), %ecx\n"      // after
    "  movl %ecx, alarmregs_after\n"
    "  movl %esp, alarmregs_stack\n"
    "  movl %esp, 12(%eax)\n"
    "  pushl 32(%eax)\n"
    "  movl 0(%eax), %edi\n"
    "  movl 4(%eax), %esi\n"
    "  movl 8(%eax), %ebp\n"
    "  movl 16(%eax), %ebx\n"
    "  movl 20(%eax), %edx\n"
    "  movl 24(%eax), %ecx\n"
    "  movl 28(%eax), %eax\n"
    "  popfl\n"
    ".endm\n"
    ".macro store_registers\n"
    "  movl %esp, alarmregs_stack_now\n"
    "  pushfl\n"
    "  pushl %eax\n"
    "  movl alarmregs_after, %eax\n"
    "  movl %edi, 0(%eax)\n"
    "  movl %esi, 4(%eax)\n"
    "  movl %ebp, 8(%eax)\n"
    "  movl %ebx, 16(%eax)\n"
    "  movl %edx, 20(%eax)\n"
    "  movl %ecx, 24(%eax)\n"
    "  popl 28(%eax)\n"
    "  popl 32(%eax)\n"
    "  movl alarmregs_stack_now, %ecx\n"
    "  movl %ecx, 12(%eax)\n"
    "  movl alarmregs_stack, %esp\n"
    "  cld\n"
    "  popal\n"
    "  ret\n"
    ".endm\n"
    ".text\n"
    "turn_on_ecx:\n"
    "  load_registers\n"
    "1: nop\n"
    "  loop 1b\n"                  // counts ecx down and leaves the flags alone
    "  store_registers\n"
    "turn_on_edx:\n"
    "  load_registers\n"
    "1: leal -1(%edx), %edx\n"     // neither lea nor xchg nor jecxz touches the flags
    "  xchgl %ecx, %edx\n"
    "  jecxz 2f\n"
    "  xchgl %ecx, %edx\n"
    "  jmp 1b\n"
    "2: xchgl %ecx, %edx\n"
    "  store_registers\n"
    ".local alarmregs_after, alarmregs_stack, alarmregs_stack_now\n"
    ".comm alarmregs_after, 4, 4\n"
    ".comm alarmregs_stack, 4, 4\n"
    ".comm alarmregs_stack_now, 4, 4\n");

#define ARITHMETIC_FLAGS 0x8d5 // OF SF ZF AF PF CF

static volatile int alarms;
static volatile uint churn;

static void handler()
{
    alarms++;
    for (uint i = 0; i < 50; i++)
        churn = churn * 1103515245u + i / (churn | 1);
}

static int compare(const struct registers *before, const struct registers *after)
{
    static const char *const names[] = {"edi", "esi", "ebp", "esp", "ebx", "edx", "ecx", "eax"};
    const uint *was = (const uint *)before, *is = (const uint *)after;
    for (int i = 0; i < 8; i++) {
        if (was[i] != is[i]) {
            printf(1, "alarmregs: %s was %x and is %x after %d alarms\n", names[i], was[i], is[i], alarms);
            return 0;
        }
    }
    if ((before->eflags ^ after->eflags) & ARITHMETIC_FLAGS) {
        printf(1, "alarmregs: eflags were %x and are %x after %d alarms\n", before->eflags & ARITHMETIC_FLAGS,
               after->eflags & ARITHMETIC_FLAGS, alarms);
        return 0;
    }
    return 1;
}

int main(void)
{
    static const uint flags[] = {0x8d5, 0, 0x855, 0x080, 0x001, 0x8d4};
    alarm(1, handler);
    for (int round = 0; alarms < ENOUGH && round < MOST_ROUNDS; round++) {
        struct registers before = {0x11111111, 0x22222222, 0x33333333, 0,          0x55555555,
                                   0x66666666, 0x77777777, 0x88888888, flags[round % 6] | 2};
        struct registers after;
        if (round % 2 == 0) {
            before.ecx = ROUND;
            turn_on_ecx(&before, &after);
            before.ecx = 0;
        } else {
            before.edx = ROUND;
            turn_on_edx(&before, &after);
            before.edx = 0;
        }
        if (!compare(&before, &after))
            exit();
    }
    alarm(0, handler);
    printf(1, alarms < ENOUGH ? "alarmregs: too few alarms\n" : "registers kept\n");
    exit();
}
