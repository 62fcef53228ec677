// Strings. memcpy, memmove, memset and memcmp are in lib/common.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t strlen(const char *text)
{
    return strnlen(text, SIZE_MAX);
}

size_t strnlen(const char *text, size_t max)
{
    size_t length = 0;
    while (length < max && text[length])
        length++;
    return length;
}

char *strcpy(char *to, const char *from)
{
    return memcpy(to, from, strlen(from) + 1);
}

char *strncpy(char *to, const char *from, size_t count)
{
    size_t length = strnlen(from, count);
    memcpy(to, from, length);
    memset(to + length, 0, count - length);
    return to;
}

size_t strlcpy(char *to, const char *from, size_t size)
{
    size_t length = strlen(from);
    if (size > 0) {
        size_t kept = length < size ? length : size - 1;
        memcpy(to, from, kept);
        to[kept] = 0;
    }
    return length;
}

char *strcat(char *to, const char *from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *to, const char *from, size_t count)
{
    char *end = to + strlen(to);
    size_t length = strnlen(from, count);
    memcpy(end, from, length);
    end[length] = 0;
    return to;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t count)
{
    for (; count-- > 0; a++, b++) {
        if (*a != *b)
            return (unsigned char)*a - (unsigned char)*b;
        if (*a == 0)
            return 0;
    }
    return 0;
}

void *memchr(const void *memory, int value, size_t count)
{
    for (const unsigned char *at = memory; count-- > 0; at++)
        if (*at == (unsigned char)value)
            return (void *)at;
    return NULL;
}

char *strchr(const char *text, int c)
{
    return memchr(text, c, strlen(text) + 1);
}

char *strrchr(const char *text, int c)
{
    for (const char *at = text + strlen(text);; at--) {
        if (*at == (char)c)
            return (char *)at;
        if (at == text)
            return NULL;
    }
}

char *strstr(const char *text, const char *part)
{
    size_t length = strlen(part);
    for (;; text++) {
        if (strncmp(text, part, length) == 0)
            return (char *)text;
        if (*text == 0)
            return NULL;
    }
}

size_t strcspn(const char *text, const char *rejected)
{
    size_t length = 0;
    while (text[length] && !strchr(rejected, text[length]))
        length++;
    return length;
}

size_t strspn(const char *text, const char *accepted)
{
    size_t length = 0;
    while (text[length] && strchr(accepted, text[length]))
        length++;
    return length;
}

char *strdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = malloc(bytes);
    return copy ? memcpy(copy, text, bytes) : NULL;
}

char *strerror(int error)
{
    switch (error) {
    case 0: return "no error";
    case EPERM: return "not permitted";
    case ENOENT: return "no such file or directory";
    case ESRCH: return "no such process";
    case EINTR: return "interrupted";
    case EIO: return "input or output error";
    case E2BIG: return "arguments too long";
    case ENOEXEC: return "not a program";
    case EBADF: return "bad file descriptor";
    case ECHILD: return "no such child";
    case EAGAIN: return "try again";
    case ENOMEM: return "out of memory";
    case EACCES: return "access denied";
    case EFAULT: return "bad address";
    case EBUSY: return "busy";
    case EEXIST: return "exists already";
    case ENODEV: return "no such device";
    case ENOTDIR: return "not a directory";
    case EISDIR: return "is a directory";
    case EINVAL: return "invalid argument";
    case ENFILE: return "too many open files in the machine";
    case EMFILE: return "too many open files";
    case EFBIG: return "file too large";
    case ENOSPC: return "no space left";
    case ESPIPE: return "cannot seek";
    case EROFS: return "read-only file system";
    case EPIPE: return "broken pipe";
    case ERANGE: return "out of range";
    case ENAMETOOLONG: return "name too long";
    case ENOSYS: return "no such system call";
    case ENOTEMPTY: return "directory not empty";
    case EFAIL: return "failed";
    case EUNSPECIFIED: return "unspecified error";
    default: return "unknown error";
    }
}
