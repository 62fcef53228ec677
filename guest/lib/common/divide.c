// 64-bit division and bit counting for i386: the helpers gcc calls by name and libgcc would hold.

typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

// Quotient of high:low by divisor, where high < divisor, so that it fits 32 bits.
static u32 divide_wide(u32 high, u32 low, u32 divisor, u32 *remainder)
{
    u32 quotient;
    asm("divl %4" : "=a"(quotient), "=d"(*remainder) : "0"(low), "1"(high), "rm"(divisor) : "cc");
    return quotient;
}

u64 __udivmoddi4(u64 dividend, u64 divisor, u64 *remainder)
{
    u32 high = dividend >> 32, low = dividend, rest;
    if (divisor >> 32 == 0) { // two steps of schoolbook division; a zero divisor faults here, as it should
        u32 small = divisor, top, bottom;
        top = divide_wide(0, high, small, &rest);
        bottom = divide_wide(rest, low, small, &rest);
        if (remainder)
            *remainder = rest;
        return (u64)top << 32 | bottom;
    }
    if (dividend < divisor) {
        if (remainder)
            *remainder = dividend;
        return 0;
    }
    // The quotient has at most 32 bits. Dividing by the divisor's top 32 bits gives it or one too much.
    int shift = __builtin_clz((u32)(divisor >> 32));
    u32 top = (divisor << shift) >> 32;
    u64 half = dividend >> 1; // halved, so that its high word is below top
    u32 estimate = divide_wide(half >> 32, half, top, &rest);
    u32 quotient = (u64)estimate << shift >> 31;
    if (quotient != 0)
        quotient--;
    u64 left = dividend - (u64)quotient * divisor;
    while (left >= divisor) {
        left -= divisor;
        quotient++;
    }
    if (remainder)
        *remainder = left;
    return quotient;
}

u64 __udivdi3(u64 dividend, u64 divisor)
{
    return __udivmoddi4(dividend, divisor, 0);
}

u64 __umoddi3(u64 dividend, u64 divisor)
{
    u64 remainder;
    __udivmoddi4(dividend, divisor, &remainder);
    return remainder;
}

static u64 magnitude(s64 value)
{
    return value < 0 ? -(u64)value : (u64)value;
}

s64 __divmoddi4(s64 dividend, s64 divisor, s64 *remainder)
{
    u64 rest;
    u64 quotient = __udivmoddi4(magnitude(dividend), magnitude(divisor), &rest);
    if (remainder)
        *remainder = dividend < 0 ? -rest : rest;
    return (dividend ^ divisor) < 0 ? -quotient : quotient;
}

s64 __divdi3(s64 dividend, s64 divisor)
{
    return __divmoddi4(dividend, divisor, 0);
}

s64 __moddi3(s64 dividend, s64 divisor)
{
    s64 remainder;
    __divmoddi4(dividend, divisor, &remainder);
    return remainder;
}

int __popcountsi2(u32 value)
{
    int count = 0;
    for (; value != 0; value &= value - 1)
        count++;
    return count;
}

int __popcountdi2(u64 value)
{
    return __popcountsi2((u32)value) + __popcountsi2((u32)(value >> 32));
}

int __clzdi2(u64 value)
{
    return value >> 32 ? __builtin_clz((u32)(value >> 32)) : 32 + __builtin_clz((u32)value);
}

int __ctzdi2(u64 value)
{
    return (u32)value ? __builtin_ctz((u32)value) : 32 + __builtin_ctz((u32)(value >> 32));
}

int __ffsdi2(u64 value)
{
    return value == 0 ? 0 : __ctzdi2(value) + 1;
}

int __paritysi2(u32 value)
{
    return __popcountsi2(value) & 1;
}

int __paritydi2(u64 value)
{
    return __popcountdi2(value) & 1;
}
