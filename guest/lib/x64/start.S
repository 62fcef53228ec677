// Entry and calls of a bare x86-64 program.
    .text
    .globl _start
_start:
    xorl %ebp, %ebp
    andq $-16, %rsp
    call main
    movl %eax, %edi
    .globl exit
exit:
    movl $60, %eax
    syscall
    .globl write
write:
    movl $1, %eax
    syscall
    ret
    .section .note.GNU-stack, "", @progbits
