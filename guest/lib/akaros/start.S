// Where the kernel enters: once to start the program, then for every upcall; and the way back from an upcall.

#define VCPD (__procdata + 0x1100) // vcore 0's preempt_data, offsets as in ros/procdata.h
#define UTHREAD_CTX (VCPD + 592 + 4)
#define NOTIF_DISABLED (VCPD + 688)
#define NOTIF_PENDING (VCPD + 689)

    .text
    .globl _start
    .type _start, @function
_start:
    cmpb $0, started // the registers say which entry it is too, but memory cannot be mistaken
    jne 1f
    movb $1, started
    xorl %ebp, %ebp
    andl $-16, %esp
    call first_entry
1:  cld
    xorl %ebp, %ebp
    andl $-16, %esp
    call vcore_entry
    ud2
    .size _start, . - _start

// Resumes what the upcall interrupted. Until notif_disabled is cleared no upcall comes, so uthread_ctx is ours; from
// then on one may come at any instruction and overwrite it. So all that is needed goes first to the interrupted stack,
// below its top, and the rest runs there: an upcall in the middle then saves and resumes this very sequence.
    .globl resume_uthread
    .type resume_uthread, @function
resume_uthread:
    movl UTHREAD_CTX + 68, %edx // esp
    .macro keep from, to
    movl UTHREAD_CTX + \from, %eax
    movl %eax, \to(%edx)
    .endm
    keep 56, -4   // eip
    keep 64, -8   // eflags
    keep 28, -12  // eax; from here down in popa's order
    keep 24, -16  // ecx
    keep 20, -20  // edx
    keep 16, -24  // ebx
    keep 12, -28  // skipped by popa
    keep 8, -32   // ebp
    keep 4, -36   // esi
    keep 0, -40   // edi
    leal -40(%edx), %esp
    movb $0, NOTIF_DISABLED
    lock addl $0, (%esp) // the store above is seen before notif_pending is read
    cmpb $0, NOTIF_PENDING
    je 1f
    movl $vc_entry_call, %eax // something came while upcalls were off: ask for the upcall
    movl $1, %edx
    int $0x80
1:  popal
    popfl
    ret
    .size resume_uthread, . - resume_uthread

    .bss
started:
    .skip 1

    .section .note.GNU-stack, "", @progbits
