// What the checks share: fixed-width types and output, on the host, xv6, Akaros and bare x86-64. The text must not depend on
// which it is. Programs keep large data static: an xv6 stack is one page.
#ifndef CHECK_H
#define CHECK_H

#if defined __xv6__
#include "types.h"
#include "stat.h"
#include "user.h"
void *memcpy(void *to, const void *from, unsigned count);
#define CHECK_WRITE(text, length) write(1, text, length)
#define CHECK_EXIT() exit()
#elif defined __akaros__
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#define CHECK_WRITE(text, length) write(1, text, length)
#define CHECK_EXIT() exit(0)
#elif defined __x64__
#include "x64.h"
#define CHECK_WRITE(text, length) write(1, text, length)
#define CHECK_EXIT() exit(0)
#else
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define CHECK_WRITE(text, length) fwrite(text, 1, length, stdout)
#define CHECK_EXIT() exit(0)
#endif

typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;
typedef __INT8_TYPE__ s8;
typedef __INT16_TYPE__ s16;
typedef __INT32_TYPE__ s32;
typedef __INT64_TYPE__ s64;

static char check_buffer[256];
static u32 check_used;

static inline void show_flush(void)
{
    CHECK_WRITE(check_buffer, check_used);
    check_used = 0;
}

static inline void show_char(char c)
{
    if (check_used == sizeof check_buffer)
        show_flush();
    check_buffer[check_used++] = c;
}

static inline void show(const char *text)
{
    while (*text)
        show_char(*text++);
}

static inline void show_unsigned(u64 value)
{
    char digits[20];
    int count = 0;
    do {
        digits[count++] = '0' + value % 10;
        value /= 10;
    } while (value != 0);
    while (count > 0)
        show_char(digits[--count]);
}

static inline void show_signed(s64 value)
{
    if (value < 0)
        show_char('-');
    show_unsigned(value < 0 ? -(u64)value : (u64)value);
}

static inline void show_hex(u64 value, int digits)
{
    while (digits-- > 0)
        show_char("0123456789abcdef"[value >> (4 * digits) & 15]);
}

static inline void show_named(const char *name, s64 value)
{
    show(name);
    show(" ");
    show_signed(value);
    show("\n");
}

// The same numbers everywhere.
static inline u32 next_random(u32 *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void check(void);

int main(void)
{
    check();
    show_flush();
    CHECK_EXIT();
}

#endif
