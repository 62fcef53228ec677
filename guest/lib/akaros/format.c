// The printf family. Output to a descriptor is gathered on the stack and written at once.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#undef snprintf

struct sink {
    char *buffer;
    size_t capacity; // characters that fit
    size_t used;
    size_t total;    // characters produced
    int fd;          // where a full buffer goes, or -1: the rest is only counted
};

static void drain(struct sink *sink)
{
    size_t done = 0;
    while (done < sink->used) {
        ssize_t written = write(sink->fd, sink->buffer + done, sink->used - done);
        if (written <= 0)
            break;
        done += written;
    }
    sink->used = 0;
}

static void put(struct sink *sink, char c)
{
    if (sink->used == sink->capacity && sink->fd >= 0)
        drain(sink);
    if (sink->used < sink->capacity)
        sink->buffer[sink->used++] = c;
    sink->total++;
}

static void put_repeated(struct sink *sink, char c, int count)
{
    while (count-- > 0)
        put(sink, c);
}

static void put_text(struct sink *sink, const char *text, size_t length)
{
    while (length-- > 0)
        put(sink, *text++);
}

struct conversion {
    bool left, plus, space, alternate, zero;
    int width;
    int precision; // -1 when not given
    int size;      // bytes of an integer argument
};

static void put_padded(struct sink *sink, const struct conversion *c, const char *prefix, int zeros, const char *text,
                       int length)
{
    int prefix_length = strlen(prefix);
    int padding = c->width - prefix_length - zeros - length;
    if (!c->left)
        put_repeated(sink, ' ', padding);
    put_text(sink, prefix, prefix_length);
    put_repeated(sink, '0', zeros);
    put_text(sink, text, length);
    if (c->left)
        put_repeated(sink, ' ', padding);
}

static void put_integer(struct sink *sink, const struct conversion *c, uint64_t magnitude, unsigned base, bool upper,
                        const char *prefix)
{
    char digits[24];
    char *first = digits + sizeof digits;
    for (uint64_t rest = magnitude; rest != 0; rest /= base)
        *--first = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[rest % base];
    int length = digits + sizeof digits - first;
    int least = c->precision < 0 ? 1 : c->precision;
    if (c->precision < 0 && c->zero && !c->left)
        least = c->width - (int)strlen(prefix);
    if (base == 8 && c->alternate && least <= length)
        least = length + 1;
    if (least < 1 && c->precision < 0)
        least = 1;
    put_padded(sink, c, prefix, least > length ? least - length : 0, first, length);
}

int format_double(char *to, uint64_t bits, char style, int precision, int alternate); // lib/common/double.c

static void put_double(struct sink *sink, const struct conversion *c, uint64_t bits, char style)
{
    enum { LONGEST = 340 }; // digits behind the point: more are not given
    static char text[2 * LONGEST];
    int precision = c->precision > LONGEST ? LONGEST : c->precision;
    int length = format_double(text, bits, style, precision, c->alternate);
    const char *sign = bits >> 63 ? "-" : c->plus ? "+" : c->space ? " " : "";
    int zeros = c->zero && !c->left && (bits >> 52 & 0x7ff) != 0x7ff ? c->width - (int)strlen(sign) - length : 0;
    put_padded(sink, c, sign, zeros > 0 ? zeros : 0, text, length);
}

static int64_t signed_argument(va_list *arguments, int size)
{
    if (size == 8)
        return va_arg(*arguments, int64_t);
    int value = va_arg(*arguments, int);
    return size == 1 ? (signed char)value : size == 2 ? (short)value : value;
}

static uint64_t unsigned_argument(va_list *arguments, int size)
{
    if (size == 8)
        return va_arg(*arguments, uint64_t);
    unsigned value = va_arg(*arguments, unsigned);
    return size == 1 ? (unsigned char)value : size == 2 ? (unsigned short)value : value;
}

static const char *parse_number(const char *format, va_list *arguments, int *number)
{
    if (*format == '*') {
        *number = va_arg(*arguments, int);
        return format + 1;
    }
    *number = 0;
    while (*format >= '0' && *format <= '9')
        *number = *number * 10 + (*format++ - '0');
    return format;
}

static const char *parse_conversion(const char *format, va_list *arguments, struct conversion *c)
{
    *c = (struct conversion){.precision = -1, .size = 4};
    for (;; format++) {
        switch (*format) {
        case '-': c->left = true; continue;
        case '+': c->plus = true; continue;
        case ' ': c->space = true; continue;
        case '#': c->alternate = true; continue;
        case '0': c->zero = true; continue;
        }
        break;
    }
    format = parse_number(format, arguments, &c->width);
    if (c->width < 0) {
        c->left = true;
        c->width = -c->width;
    }
    if (*format == '.')
        format = parse_number(format + 1, arguments, &c->precision);
    for (;; format++) {
        switch (*format) {
        case 'h': c->size /= 2; continue;
        case 'l': // one l is still four bytes
            if (format[1] != 'l')
                continue;
            format++;
            c->size = 8;
            continue;
        case 'j': c->size = 8; continue;
        case 'z': case 't': continue;
        }
        return format;
    }
}

static void format_to(struct sink *sink, const char *format, va_list list)
{
    va_list arguments;
    va_copy(arguments, list);
    while (*format) {
        if (*format != '%') {
            put(sink, *format++);
            continue;
        }
        const char *start = format++;
        struct conversion c;
        format = parse_conversion(format, &arguments, &c);
        switch (*format) {
        case 'd': case 'i': {
            int64_t value = signed_argument(&arguments, c.size);
            put_integer(sink, &c, value < 0 ? -(uint64_t)value : (uint64_t)value, 10, false,
                        value < 0 ? "-" : c.plus ? "+" : c.space ? " " : "");
            break;
        }
        case 'u':
            put_integer(sink, &c, unsigned_argument(&arguments, c.size), 10, false, "");
            break;
        case 'o':
            put_integer(sink, &c, unsigned_argument(&arguments, c.size), 8, false, "");
            break;
        case 'x': case 'X': {
            uint64_t value = unsigned_argument(&arguments, c.size);
            bool upper = *format == 'X';
            put_integer(sink, &c, value, 16, upper, !c.alternate || value == 0 ? "" : upper ? "0X" : "0x");
            break;
        }
        case 'f': case 'F': case 'e': case 'E': case 'g': case 'G':
            put_double(sink, &c, va_arg(arguments, uint64_t), *format); // passed as its eight bytes
            break;
        case 'p': {
            uintptr_t value = (uintptr_t)va_arg(arguments, void *);
            if (value == 0)
                put_padded(sink, &c, "", 0, "(nil)", 5);
            else
                put_integer(sink, &c, value, 16, false, "0x");
            break;
        }
        case 's': {
            const char *text = va_arg(arguments, const char *);
            text = text ? text : "(null)";
            put_padded(sink, &c, "", 0, text, strnlen(text, c.precision < 0 ? SIZE_MAX : (size_t)c.precision));
            break;
        }
        case 'c': {
            char character = va_arg(arguments, int);
            put_padded(sink, &c, "", 0, &character, 1);
            break;
        }
        case '%':
            put(sink, '%');
            break;
        default: // an unknown conversion is shown, so that it is noticed
            put_text(sink, start, format - start);
            continue;
        }
        format++;
    }
    va_end(arguments);
}

int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
{
    struct sink sink = {.buffer = buffer, .capacity = size == 0 ? 0 : size - 1, .fd = -1};
    format_to(&sink, format, arguments);
    if (size > 0)
        buffer[sink.used] = 0;
    return sink.total;
}

int vdprintf(int fd, const char *format, va_list arguments)
{
    char buffer[512];
    struct sink sink = {.buffer = buffer, .capacity = sizeof buffer, .fd = fd};
    format_to(&sink, format, arguments);
    drain(&sink);
    return sink.total;
}

// A variadic function that does nothing but call its va_list form.
#define FORWARD(name, parameters, last, form) \
    int name parameters                       \
    {                                         \
        va_list arguments;                    \
        va_start(arguments, last);            \
        int length = form;                    \
        va_end(arguments);                    \
        return length;                        \
    }

FORWARD(printf, (const char *format, ...), format, vdprintf(1, format, arguments))
FORWARD(fprintf, (FILE *file, const char *format, ...), format, vdprintf(file->fd, format, arguments))
FORWARD(dprintf, (int fd, const char *format, ...), format, vdprintf(fd, format, arguments))
FORWARD(sprintf, (char *buffer, const char *format, ...), format, vsnprintf(buffer, INT32_MAX, format, arguments))
FORWARD(snprintf, (char *buffer, size_t size, const char *format, ...), format,
        vsnprintf(buffer, size, format, arguments))

int vprintf(const char *format, va_list arguments)
{
    return vdprintf(1, format, arguments);
}

int vfprintf(FILE *file, const char *format, va_list arguments)
{
    return vdprintf(file->fd, format, arguments);
}
