// A small formatter with variable arguments of all sizes, and work on strings.
#include "check.h"

static void pad(int count, char c)
{
    while (count-- > 0)
        show_char(c);
}

// %[-][0][width](d|u|x|c|s|q|w|h): q is a u64 in hex, w a s64, h a short.
static int format(const char *text, ...)
{
    __builtin_va_list arguments;
    __builtin_va_start(arguments, text);
    int conversions = 0;
    for (; *text; text++) {
        if (*text != '%') {
            show_char(*text);
            continue;
        }
        text++;
        int left = 0, zero = 0, width = 0;
        if (*text == '-') {
            left = 1;
            text++;
        }
        if (*text == '0') {
            zero = 1;
            text++;
        }
        while (*text >= '0' && *text <= '9')
            width = width * 10 + *text++ - '0';
        static char digits[24];
        int length = 0, negative = 0;
        u64 value = 0;
        u32 base = 10;
        const char *string = 0;
        conversions++;
        switch (*text) {
        case 'd': {
            s32 number = __builtin_va_arg(arguments, s32);
            negative = number < 0;
            value = negative ? -(u64)(s64)number : (u64)number;
            break;
        }
        case 'w': {
            s64 number = __builtin_va_arg(arguments, s64);
            negative = number < 0;
            value = negative ? -(u64)number : (u64)number;
            break;
        }
        case 'h': {
            s16 number = (s16)__builtin_va_arg(arguments, int);
            negative = number < 0;
            value = negative ? -(u64)(s64)number : (u64)number;
            break;
        }
        case 'u':
            value = __builtin_va_arg(arguments, u32);
            break;
        case 'x':
            value = __builtin_va_arg(arguments, u32);
            base = 16;
            break;
        case 'q':
            value = __builtin_va_arg(arguments, u64);
            base = 16;
            break;
        case 'c':
            show_char((char)__builtin_va_arg(arguments, int));
            continue;
        case 's':
            string = __builtin_va_arg(arguments, const char *);
            break;
        default:
            conversions--;
            show_char(*text);
            continue;
        }
        if (string) {
            while (string[length])
                length++;
            if (!left)
                pad(width - length, ' ');
            show(string);
            if (left)
                pad(width - length, ' ');
            continue;
        }
        do {
            digits[length++] = "0123456789abcdef"[value % base];
            value /= base;
        } while (value != 0);
        int spaces = width - length - negative;
        if (!left && !zero)
            pad(spaces, ' ');
        if (negative)
            show_char('-');
        if (!left && zero)
            pad(spaces, '0');
        while (length > 0)
            show_char(digits[--length]);
        if (left)
            pad(spaces, ' ');
    }
    __builtin_va_end(arguments);
    return conversions;
}

static char words[] = "the quick brown fox jumps over the lazy dog";

static void reverse(char *from, char *to)
{
    while (from < to) {
        char c = *from;
        *from++ = *to;
        *to-- = c;
    }
}

static void check(void)
{
    int count = format("[%d] [%5d] [%-5d] [%05d] [%d]\n", 0, -42, -42, -42, (s32)0x80000000);
    count += format("[%u] [%x] [%08x] [%q] [%w]\n", 4294967295u, 0xdeadbeefu, 0xbeefu, (u64)0x123456789abcdef0,
                    (s64)-1);
    count += format("[%h] [%h] [%c%c%c] [%%] [%w]\n", 70000, -32768, 'a', 'b', 'c', (s64)0x8000000000000000u);
    count += format("[%s] [%10s] [%-10s] [%2s]\n", "text", "right", "left", "longer");
    count += format("%d %w %d %q %c %s %u\n", 1, (s64)2, 3, (u64)4, '5', "6", 7u);
    show_named("conversions", count);

    u32 letters[26] = {0};
    for (char *c = words; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            letters[*c - 'a']++;
    for (int i = 0; i < 26; i++)
        show_char((char)('0' + letters[i]));
    show("\n");
    reverse(words, words + sizeof words - 2);
    for (char *start = words, *at = words;; at++) {
        if (*at == ' ' || *at == 0) {
            reverse(start, at - 1);
            start = at + 1;
        }
        if (*at == 0)
            break;
    }
    show(words);
    show("\n");
}
