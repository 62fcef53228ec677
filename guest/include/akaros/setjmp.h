// Non-local jumps: ebx, esi, edi, ebp, esp and the return address.
#ifndef _SETJMP_H
#define _SETJMP_H

typedef unsigned int jmp_buf[6];

int setjmp(jmp_buf here) __attribute__((returns_twice));
void longjmp(jmp_buf there, int value) __attribute__((noreturn));

#endif
