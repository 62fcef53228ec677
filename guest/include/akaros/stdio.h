// Unbuffered output: each call is one write system call (more only past 512 bytes).
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)

typedef struct file {
    int fd;
} FILE;

extern FILE *const stdin, *const stdout, *const stderr;

// Conversions: %d %i %u %x %X %o %p %s %c %%; flags - + space # 0, width, precision, hh h l ll z t j.
int printf(const char *format, ...);
int vprintf(const char *format, va_list arguments);
int fprintf(FILE *file, const char *format, ...);
int vfprintf(FILE *file, const char *format, va_list arguments);
int dprintf(int fd, const char *format, ...);
int vdprintf(int fd, const char *format, va_list arguments);
int sprintf(char *buffer, const char *format, ...);
int snprintf(char *buffer, size_t size, const char *format, ...);
int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments);

// Akaros programs print pointers with %llx. On i386 that takes eight bytes where a pointer gave four; the zero passed
// after the last argument is what the conversion finds there, instead of a stray word of the caller's stack.
#define snprintf(...) snprintf(__VA_ARGS__, 0)

int putchar(int c);
int puts(const char *text);
int fputc(int c, FILE *file);
int fputs(const char *text, FILE *file);
int fflush(FILE *file);
int getchar(void);
int fgetc(FILE *file);
#define getc fgetc
#define putc fputc
char *fgets(char *buffer, int size, FILE *file);
void perror(const char *what); // "what: error text", then ", " and the kernel's errstr if there is one

#endif
