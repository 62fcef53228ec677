// Shifts, rotates, sign extension, carries and bit tricks at all counts, in 8, 16, 32 and 64 bits.
#include "check.h"

static u32 hash = 2166136261u;

static void mix(u64 value)
{
    hash = (hash ^ (u32)value) * 16777619u;
    hash = (hash ^ (u32)(value >> 32)) * 16777619u;
}

static void show_hash(const char *name)
{
    show(name);
    show(" ");
    show_hex(hash, 8);
    show("\n");
}

static u32 rotate_left(u32 value, u32 count)
{
    return value << (count & 31) | value >> (-count & 31);
}

static u16 rotate16(u16 value, u32 count)
{
    return (u16)(value << (count & 15) | value >> (-count & 15));
}

static u64 rotate64(u64 value, u32 count)
{
    return value << (count & 63) | value >> (-count & 63);
}

static u32 ones(u64 value)
{
    u32 count = 0;
    for (; value != 0; value &= value - 1)
        count++;
    return count;
}

static u32 reversed(u32 value)
{
    value = (value & 0x55555555) << 1 | (value >> 1 & 0x55555555);
    value = (value & 0x33333333) << 2 | (value >> 2 & 0x33333333);
    value = (value & 0x0f0f0f0f) << 4 | (value >> 4 & 0x0f0f0f0f);
    return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}

static const u64 values[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
                             0x0123456789abcdef, 0x8000000000000000, 0xffffffffffffffff, 0xfedcba9876543210};

#define VALUES (int)(sizeof values / sizeof values[0])

static void check(void)
{
    for (int i = 0; i < VALUES; i++)
        for (u32 count = 0; count < 64; count++) {
            u64 v = values[i];
            mix(v << count);
            mix(v >> count);
            mix((u64)((s64)v >> count));
            mix(rotate64(v, count));
        }
    show_hash("64 bits");
    for (int i = 0; i < VALUES; i++)
        for (u32 count = 0; count < 32; count++) {
            u32 v = (u32)values[i];
            mix(v << count);
            mix(v >> count);
            mix((u32)((s32)v >> count));
            mix(rotate_left(v, count));
            mix(reversed(v) >> count);
        }
    show_hash("32 bits");
    for (int i = 0; i < VALUES; i++)
        for (u32 count = 0; count < 16; count++) {
            u16 v = (u16)values[i];
            mix((u16)(v << count));
            mix((u16)(v >> count));
            mix((u16)((s16)v >> count));
            mix(rotate16(v, count));
            mix((u8)((s8)v >> (count & 7)));
        }
    show_hash("16 and 8 bits");
    for (int i = 0; i < VALUES; i++) {
        u64 v = values[i];
        mix((u64)(s64)(s8)v);
        mix((u64)(s64)(s16)v);
        mix((u64)(s64)(s32)v);
        mix((u32)(s32)(s8)v);
        mix((u16)(s16)(s8)v);
        mix((u8)v);
        mix(ones(v));
        mix(v != 0 ? (u32)__builtin_ctzll(v) : 64);
        mix(v != 0 ? (u32)__builtin_clzll(v) : 64);
        mix(__builtin_bswap32((u32)v));
        mix(__builtin_bswap64(v));
        show_signed((s8)v);
        show(" ");
        show_signed((s16)v);
        show(" ");
        show_signed((s32)v);
        show(" ");
        show_unsigned(ones(v));
        show("\n");
    }
    show_hash("extension");
    u32 comparisons = 0;
    for (int i = 0; i < VALUES; i++)
        for (int j = 0; j < VALUES; j++) {
            u64 a = values[i], b = values[j];
            comparisons += (a < b) + 2 * ((s64)a < (s64)b) + 3 * ((u32)a <= (u32)b) + 5 * ((s32)a <= (s32)b) +
                           7 * ((s16)a > (s16)b) + 11 * ((u16)a > (u16)b) + 13 * ((s8)a >= (s8)b) +
                           17 * ((u8)a == (u8)b);
            u32 sum, difference, product;
            comparisons += 19u * __builtin_add_overflow((u32)a, (u32)b, &sum);
            comparisons += 23u * __builtin_sub_overflow((u32)a, (u32)b, &difference);
            comparisons += 29u * __builtin_mul_overflow((u32)a, (u32)b, &product);
            s32 signed_sum, signed_product;
            comparisons += 31u * __builtin_add_overflow((s32)a, (s32)b, &signed_sum);
            comparisons += 37u * __builtin_mul_overflow((s32)a, (s32)b, &signed_product);
            mix((u64)sum << 32 | difference);
            mix((u64)product << 32 | (u32)signed_product);
            mix(a + b);
            mix(a - b);
            mix(-a);
            mix(~a & b);
        }
    show_named("comparisons", comparisons);
    show_hash("arithmetic");
}
