// printf to a descriptor: %d %x %p %s %c %%, no widths, upper-case hex, and one write call per character, as in xv6.
#include "types.h"
#include "stat.h"
#include "user.h"

static void put(int fd, char c)
{
    write(fd, &c, 1);
}

static void put_number(int fd, uint magnitude, uint base, int negative)
{
    char digits[12];
    int count = 0;
    do {
        digits[count++] = "0123456789ABCDEF"[magnitude % base];
        magnitude /= base;
    } while (magnitude != 0);
    if (negative)
        put(fd, '-');
    while (count > 0)
        put(fd, digits[--count]);
}

void printf(int fd, const char *format, ...)
{
    uint *argument = (uint *)&format + 1; // every argument is one word on the stack
    for (; *format; format++) {
        if (*format != '%') {
            put(fd, *format);
            continue;
        }
        format++;
        switch (*format) {
        case 'd': {
            int value = *argument++;
            put_number(fd, value < 0 ? -(uint)value : (uint)value, 10, value < 0);
            break;
        }
        case 'x':
        case 'p':
            put_number(fd, *argument++, 16, 0);
            break;
        case 's': {
            const char *text = (const char *)*argument++;
            for (text = text ? text : "(null)"; *text; text++)
                put(fd, *text);
            break;
        }
        case 'c':
            put(fd, *argument++);
            break;
        case '%':
            put(fd, '%');
            break;
        case 0:
            return;
        default: // an unknown conversion is shown, so that it is noticed
            put(fd, '%');
            put(fd, *format);
        }
    }
}
