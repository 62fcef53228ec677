// Strings, lines and numbers for xv6 programs.
#include "types.h"
#include "stat.h"
#include "fcntl.h"
#include "user.h"

char *strcpy(char *to, const char *from)
{
    uint i = 0;
    do
        to[i] = from[i];
    while (from[i++] != 0);
    return to;
}

int strcmp(const char *a, const char *b)
{
    for (; *a == *b; a++, b++)
        if (*a == 0)
            return 0;
    return (int)(uchar)*a - (int)(uchar)*b;
}

uint strlen(const char *text)
{
    const char *end = text;
    while (*end)
        end++;
    return end - text;
}

// Null when absent; the terminating zero is not searched, as in xv6.
char *strchr(const char *text, char c)
{
    for (; *text; text++)
        if (*text == c)
            return (char *)text;
    return 0;
}

void *memset(void *to, int value, uint count)
{
    void *edi = to;
    asm volatile("cld; rep stosb" : "+D"(edi), "+c"(count) : "a"(value) : "memory", "cc");
    return to;
}

void *memmove(void *to, const void *from, int count)
{
    char *d = to;
    const char *s = from;
    if (d <= s || d >= s + count) {
        for (int i = 0; i < count; i++)
            d[i] = s[i];
    } else {
        for (int i = count; i-- > 0;)
            d[i] = s[i];
    }
    return to;
}

// Reads from the console up to and including a line end, or max-1 bytes; what came is kept if input ends early.
char *gets(char *buffer, int max)
{
    int length = 0;
    while (length < max - 1 && read(0, &buffer[length], 1) == 1) {
        char c = buffer[length++];
        if (c == '\n' || c == '\r')
            break;
    }
    buffer[length] = 0;
    return buffer;
}

int stat(const char *path, struct stat *st)
{
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return -1;
    int result = fstat(fd, st);
    close(fd);
    return result;
}

// Digits only: no blanks and no sign, as in xv6.
int atoi(const char *text)
{
    int value = 0;
    while (*text >= '0' && *text <= '9')
        value = value * 10 + (*text++ - '0');
    return value;
}
