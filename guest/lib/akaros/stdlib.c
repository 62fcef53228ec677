// Numbers from text, sorting, and giving up.
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void abort(void)
{
    dprintf(2, "abort\n");
    exit(134);
}

void assert_failed(const char *condition, const char *file, int line)
{
    dprintf(2, "%s:%d: assertion failed: %s\n", file, line, condition);
    abort();
}

char *getenv(const char *name)
{
    size_t length = strlen(name);
    for (char **entry = environ; *entry; entry++)
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            return *entry + length + 1;
    return NULL;
}

int abs(int value)
{
    return value < 0 ? -value : value;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return 36;
}

struct number {
    uint64_t magnitude;
    bool negative, overflow;
};

// The largest magnitude that does not overflow is the caller's.
static struct number parse(const char *text, char **end, int base, uint64_t largest)
{
    struct number number = {0};
    const char *at = text;
    while (*at == ' ' || (*at >= '\t' && *at <= '\r'))
        at++;
    if (*at == '+' || *at == '-')
        number.negative = *at++ == '-';
    bool prefixed = at[0] == '0' && (at[1] == 'x' || at[1] == 'X') && digit_of(at[2]) < 16;
    if ((base == 0 || base == 16) && prefixed) {
        at += 2;
        base = 16;
    } else if (base == 0) {
        base = *at == '0' ? 8 : 10;
    }
    const char *first = at;
    for (; digit_of(*at) < base; at++) {
        int digit = digit_of(*at);
        if (number.overflow || number.magnitude > (largest - digit) / base)
            number.overflow = true;
        else
            number.magnitude = number.magnitude * base + digit;
    }
    if (number.overflow) {
        number.magnitude = largest;
        errno = ERANGE;
    }
    if (end)
        *end = (char *)(at == first ? text : at);
    return number;
}

static bool has_minus(const char *text)
{
    while (*text == ' ' || (*text >= '\t' && *text <= '\r'))
        text++;
    return *text == '-';
}

long long strtoll(const char *text, char **end, int base)
{
    struct number n = parse(text, end, base, has_minus(text) ? (uint64_t)LLONG_MAX + 1 : LLONG_MAX);
    return n.negative ? -n.magnitude : n.magnitude;
}

long strtol(const char *text, char **end, int base)
{
    struct number n = parse(text, end, base, has_minus(text) ? (uint64_t)LONG_MAX + 1 : LONG_MAX);
    return n.negative ? -(uint32_t)n.magnitude : (uint32_t)n.magnitude;
}

unsigned long long strtoull(const char *text, char **end, int base)
{
    struct number n = parse(text, end, base, ULLONG_MAX);
    return n.negative && !n.overflow ? -n.magnitude : n.magnitude;
}

unsigned long strtoul(const char *text, char **end, int base)
{
    struct number n = parse(text, end, base, ULONG_MAX);
    return n.negative && !n.overflow ? -(uint32_t)n.magnitude : (uint32_t)n.magnitude;
}

int atoi(const char *text)
{
    return strtol(text, NULL, 10);
}

long atol(const char *text)
{
    return strtol(text, NULL, 10);
}

static void swap(char *a, char *b, size_t size)
{
    while (size-- > 0) {
        char c = *a;
        *a++ = *b;
        *b++ = c;
    }
}

// Lets the item at root sink to its place in the heap of count items.
static void sift(char *items, size_t root, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count)
            return;
        if (child + 1 < count && compare(items + child * size, items + (child + 1) * size) < 0)
            child++;
        if (compare(items + root * size, items + child * size) >= 0)
            return;
        swap(items + root * size, items + child * size, size);
        root = child;
    }
}

// Heap sort: in place, without recursion, never worse than n log n.
void qsort(void *array, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    char *items = array;
    for (size_t root = count / 2; root-- > 0;)
        sift(items, root, count, size, compare);
    for (size_t last = count; last-- > 1;) {
        swap(items, items + last * size, size);
        sift(items, 0, last, size, compare);
    }
}
