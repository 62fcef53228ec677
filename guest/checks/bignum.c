// Numbers of many words: factorials, Fibonacci numbers, powers, and digits of e.
#include "check.h"

#define WORDS 24

struct big {
    u32 words[WORDS]; // least significant first
};

static u32 multiply_small(struct big *n, u32 factor)
{
    u64 carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (u64)n->words[i] * factor;
        n->words[i] = (u32)carry;
        carry >>= 32;
    }
    return (u32)carry;
}

static u32 divide_small(struct big *n, u32 divisor)
{
    u64 rest = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
        rest = rest << 32 | n->words[i];
        n->words[i] = (u32)(rest / divisor);
        rest %= divisor;
    }
    return (u32)rest;
}

static u32 add(struct big *to, const struct big *from)
{
    u64 carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (u64)to->words[i] + from->words[i];
        to->words[i] = (u32)carry;
        carry >>= 32;
    }
    return (u32)carry;
}

static void multiply(struct big *to, const struct big *a, const struct big *b)
{
    static struct big product;
    for (int i = 0; i < WORDS; i++)
        product.words[i] = 0;
    for (int i = 0; i < WORDS; i++) {
        u64 carry = 0;
        for (int j = 0; i + j < WORDS; j++) {
            carry += (u64)a->words[i] * b->words[j] + product.words[i + j];
            product.words[i + j] = (u32)carry;
            carry >>= 32;
        }
    }
    *to = product;
}

static int is_zero(const struct big *n)
{
    for (int i = 0; i < WORDS; i++)
        if (n->words[i] != 0)
            return 0;
    return 1;
}

static void set(struct big *n, u32 value)
{
    for (int i = 1; i < WORDS; i++)
        n->words[i] = 0;
    n->words[0] = value;
}

static void show_big(const char *name, const struct big *value)
{
    static char digits[WORDS * 10];
    static struct big rest;
    int count = 0;
    rest = *value;
    do
        digits[count++] = '0' + divide_small(&rest, 10);
    while (!is_zero(&rest));
    show(name);
    show(" ");
    while (count > 0)
        show_char(digits[--count]);
    show("\n");
}

static void digits_of_e(void)
{
    static u32 row[40];
    for (int i = 0; i < 40; i++)
        row[i] = 1;
    show("e 2.");
    for (int digit = 0; digit < 30; digit++) {
        u32 carry = 0;
        for (int i = 39; i >= 0; i--) {
            u32 value = row[i] * 10 + carry;
            row[i] = value % (i + 2);
            carry = value / (i + 2);
        }
        show_unsigned(carry);
    }
    show("\n");
}

static struct big a, b, c;

static void check(void)
{
    set(&a, 1);
    for (u32 i = 2; i <= 100; i++)
        multiply_small(&a, i);
    show_big("100!", &a);
    set(&a, 0);
    set(&b, 1);
    for (int i = 0; i < 300; i++) {
        c = a;
        add(&c, &b);
        a = b;
        b = c;
    }
    show_big("fibonacci(300)", &a);
    set(&a, 7);
    set(&b, 1);
    for (u32 exponent = 200; exponent != 0; exponent >>= 1) {
        if (exponent & 1)
            multiply(&b, &b, &a);
        multiply(&a, &a, &a);
    }
    show_big("7^200", &b);
    show_named("7^200 mod 1000003", divide_small(&b, 1000003));
    digits_of_e();
}
