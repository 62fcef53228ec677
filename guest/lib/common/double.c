// A double in decimal, exactly: every one is a sum of powers of two, and so has an end. Integer code only, so that
// programs without floating point can carry it. Beyond the last digit wanted it is rounded to the nearest, ties to even.

typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;

#define GROUP 1000000000u // nine digits
#define WHOLE_WORDS 33    // of 32 bits: enough for 2^1024
#define PART_WORDS 34     // enough for 2^-1074
#define WHOLE_DIGITS 315
#define MOST_DIGITS (WHOLE_DIGITS + 9 * 120)

struct decimal {
    char digits[MOST_DIGITS]; // of which the first may be zeros
    int count;
    int whole; // how many stand before the point
};

static void put_group(struct decimal *d, int at, u32 group)
{
    for (int i = 8; i >= 0; i--, group /= 10)
        d->digits[at + i] = '0' + group % 10;
}

// words += mantissa * 2^shift
static void add_shifted(u32 *words, int count, u64 mantissa, int shift)
{
    for (int bit = 0; bit < 53; bit++) {
        int place = bit + shift;
        if ((mantissa >> bit & 1) && place >= 0 && place < 32 * count)
            words[place / 32] |= 1u << place % 32;
    }
}

static u32 divide_words(u32 *words, int count)
{
    u64 rest = 0;
    for (int i = count - 1; i >= 0; i--) {
        rest = rest << 32 | words[i];
        words[i] = rest / GROUP;
        rest %= GROUP;
    }
    return rest;
}

static u32 multiply_words(u32 *words, int count)
{
    u64 carry = 0;
    for (int i = 0; i < count; i++) {
        carry += (u64)words[i] * GROUP;
        words[i] = carry;
        carry >>= 32;
    }
    return carry;
}

static void expand(struct decimal *d, u64 mantissa, int exponent)
{
    u32 whole[WHOLE_WORDS] = {0}, part[PART_WORDS] = {0};
    add_shifted(whole, WHOLE_WORDS, mantissa, exponent);
    add_shifted(part, PART_WORDS, mantissa, exponent + 32 * PART_WORDS);
    d->whole = WHOLE_DIGITS;
    for (int at = WHOLE_DIGITS - 9; at >= 0; at -= 9)
        put_group(d, at, divide_words(whole, WHOLE_WORDS));
    d->count = WHOLE_DIGITS;
    for (; d->count < MOST_DIGITS; d->count += 9)
        put_group(d, d->count, multiply_words(part, PART_WORDS));
}

// Cuts off after a number of digits.
static void round_decimal(struct decimal *d, int count)
{
    if (count >= d->count)
        return;
    int rest = 0;
    for (int i = count + 1; i < d->count; i++)
        rest |= d->digits[i] != '0';
    char next = d->digits[count], last = count > 0 ? d->digits[count - 1] : '0';
    d->count = count;
    if (next < '5' || (next == '5' && !rest && (last - '0') % 2 == 0))
        return;
    for (int i = count - 1; i >= 0 && ++d->digits[i] > '9'; i--) // the first digit of all is always a zero
        d->digits[i] = '0';
}

static int first_digit(const struct decimal *d)
{
    for (int i = 0; i < d->count; i++)
        if (d->digits[i] != '0')
            return i;
    return -1;
}

static char *put_digits(char *to, const struct decimal *d, int from, int count)
{
    for (int i = from; i < from + count; i++)
        *to++ = i < d->count ? d->digits[i] : '0';
    return to;
}

static char *put_plain(char *to, const struct decimal *d, int precision, int has_point)
{
    int first = first_digit(d);
    if (first < 0 || first > d->whole - 1)
        first = d->whole - 1;
    to = put_digits(to, d, first, d->whole - first);
    if (has_point)
        *to++ = '.';
    return put_digits(to, d, d->whole, precision);
}

static char *put_scaled(char *to, const struct decimal *d, int precision, int has_point, char letter)
{
    int first = first_digit(d);
    int exponent = first < 0 ? 0 : d->whole - 1 - first;
    if (first < 0)
        first = d->whole - 1;
    to = put_digits(to, d, first, 1);
    if (has_point)
        *to++ = '.';
    to = put_digits(to, d, first + 1, precision);
    *to++ = letter;
    *to++ = exponent < 0 ? '-' : '+';
    if (exponent < 0)
        exponent = -exponent;
    if (exponent >= 100)
        *to++ = '0' + exponent / 100;
    *to++ = '0' + exponent / 10 % 10;
    *to++ = '0' + exponent % 10;
    return to;
}

static char *drop_zeros(char *first, char *end)
{
    char *mark = end;
    for (char *p = first; p < end; p++)
        if (*p == 'e' || *p == 'E')
            mark = p;
    char *last = mark;
    while (last[-1] == '0')
        last--;
    if (last[-1] == '.')
        last--;
    while (mark < end)
        *last++ = *mark++;
    return last;
}

// The text of a double without its sign: style is one of fFeEgG; to has room for 330 characters and the precision.
// Returns its length.
int format_double(char *to, u64 bits, char style, int precision, int alternate)
{
    static struct decimal d; // too large for a small stack
    int field = bits >> 52 & 0x7ff;
    u64 mantissa = bits & (((u64)1 << 52) - 1);
    char lower = style | 0x20, letter = style == lower ? 'e' : 'E';
    if (field == 0x7ff) {
        const char *text = mantissa ? (style == lower ? "nan" : "NAN") : (style == lower ? "inf" : "INF");
        for (int i = 0; i < 3; i++)
            to[i] = text[i];
        return 3;
    }
    expand(&d, field ? mantissa | (u64)1 << 52 : mantissa, (field ? field : 1) - 1075);
    if (precision < 0)
        precision = 6;
    int first = first_digit(&d);
    if (lower == 'f') {
        round_decimal(&d, d.whole + precision);
        return put_plain(to, &d, precision, precision > 0 || alternate) - to;
    }
    if (lower == 'e') {
        if (first >= 0)
            round_decimal(&d, first + 1 + precision);
        return put_scaled(to, &d, precision, precision > 0 || alternate, letter) - to;
    }
    if (precision == 0)
        precision = 1;
    if (first >= 0)
        round_decimal(&d, first + precision);
    first = first_digit(&d);
    int exponent = first < 0 ? 0 : d.whole - 1 - first;
    char *end = exponent >= -4 && exponent < precision
        ? put_plain(to, &d, precision - 1 - exponent, precision - 1 - exponent > 0 || alternate)
        : put_scaled(to, &d, precision - 1, precision > 1 || alternate, letter);
    int has_point = 0;
    for (char *p = to; p < end; p++)
        has_point |= *p == '.';
    return (has_point && !alternate ? drop_zeros(to, end) : end) - to;
}
