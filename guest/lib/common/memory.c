// What gcc itself calls for structure copies and comparisons. Weak, so that a personality's or a program's own win.

typedef __SIZE_TYPE__ size;

__attribute__((weak)) void *memcpy(void *to, const void *from, size count)
{
    void *edi = to;
    asm volatile("rep movsb" : "+D"(edi), "+S"(from), "+c"(count) : : "memory");
    return to;
}

__attribute__((weak)) void *memmove(void *to, const void *from, size count)
{
    char *d = to;
    const char *s = from;
    if ((size)(d - s) >= count)
        return memcpy(to, from, count);
    while (count-- > 0)
        d[count] = s[count];
    return to;
}

__attribute__((weak)) void *memset(void *to, int value, size count)
{
    void *edi = to;
    asm volatile("rep stosb" : "+D"(edi), "+c"(count) : "a"(value) : "memory");
    return to;
}

__attribute__((weak)) int memcmp(const void *a, const void *b, size count)
{
    const unsigned char *x = a, *y = b;
    for (size i = 0; i < count; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}
