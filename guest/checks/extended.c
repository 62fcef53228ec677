// Floating point in the x87's own precision, which "long double" has on every x86.
#include "real.h"

static volatile long double one = 1;

static void show_extended(const char *name, long double value)
{
    struct {
        u64 significand;
        u16 sign_exponent;
    } parts = {0, 0};
    memcpy(&parts, &value, 10);
    show(name);
    show(" ");
    show_hex(parts.sign_exponent, 4);
    show(":");
    show_hex(parts.significand, 16);
    show("\n");
}

static long double root(long double x)
{
    asm("fsqrt" : "+t"(x));
    return x;
}

static long double rounded(long double x)
{
    asm("frndint" : "+t"(x));
    return x;
}

static long double modulo(long double x, long double y)
{
    asm("1: fprem; fnstsw %%ax; testb $4, %%ah; jnz 1b" : "+t"(x) : "u"(y) : "ax", "cc");
    return x;
}

static void check(void)
{
    long double sum = 0, product = 1;
    for (int i = 1; i < 300; i++) {
        sum += one / i;
        product *= 1 + one / (i * i);
    }
    show_extended("sum", sum);
    show_extended("product", product);
    show_extended("difference", sum - product);
    for (int i = 2; i < 12; i++)
        show_extended("root", root(one * i));
    for (int i = -5; i < 6; i++)
        show_extended("rounded", rounded(one * i / 2));
    for (int i = 1; i < 8; i++)
        show_extended("remainder", modulo(product * 1e30L * i, sum / i));
    u32 seed = 123456789;
    for (int i = 0; i < 40; i++) {
        u64 large = (u64)next_random(&seed) << 32 | next_random(&seed);
        long double value = (long double)large * (s32)next_random(&seed);
        show_extended("integers", value / 3);
        show_signed((s64)(value / 1e19L));
        show(value > 0 ? " above " : " below ");
        show_real((double)value, 'e', 16);
        show(" ");
        show_real((float)value, 'e', 8);
        show("\n");
    }
}
