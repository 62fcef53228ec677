// System call stubs: the number goes in eax, the arguments stay where the caller pushed them, above the return address.

#define STUB(name, number) \
    .globl name;           \
    .type name, @function; \
name:                      \
    movl $number, %eax;    \
    int $64;               \
    ret;                   \
    .size name, . - name

    .text
STUB(fork, 1)
STUB(exit, 2)
STUB(wait, 3)
STUB(pipe, 4)
STUB(read, 5)
STUB(kill, 6)
STUB(exec, 7)
STUB(fstat, 8)
STUB(chdir, 9)
STUB(dup, 10)
STUB(getpid, 11)
STUB(sbrk, 12)
STUB(sleep, 13)
STUB(uptime, 14)
STUB(open, 15)
STUB(write, 16)
STUB(mknod, 17)
STUB(unlink, 18)
STUB(link, 19)
STUB(mkdir, 20)
STUB(close, 21)
STUB(alarm, 22)

    .section .note.GNU-stack, "", @progbits
