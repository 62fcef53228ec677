// A bare x86-64 program: two calls, numbered as Linux numbers them, so that a host can run it too.
#ifndef X64_H
#define X64_H

long write(int fd, const void *bytes, unsigned long count);
void exit(int status) __attribute__((noreturn));

void *malloc(unsigned long size);
void free(void *pointer);

void *memcpy(void *to, const void *from, unsigned long count);
void *memmove(void *to, const void *from, unsigned long count);
void *memset(void *to, int value, unsigned long count);
int memcmp(const void *a, const void *b, unsigned long count);

#endif
