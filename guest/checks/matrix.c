// Matrices of integers: products, powers modulo a prime, determinants and transposition.
#include "check.h"

#define SIZE 12
#define PRIME 1000003

typedef s32 matrix[SIZE][SIZE];

static matrix a, b, product, power;

static void multiply(matrix to, matrix left, matrix right)
{
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            s64 sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += (s64)left[i][k] * right[k][j];
            to[i][j] = (s32)(sum % PRIME);
        }
}

static void copy(matrix to, matrix from)
{
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++)
            to[i][j] = from[i][j];
}

static s64 trace(matrix m)
{
    s64 sum = 0;
    for (int i = 0; i < SIZE; i++)
        sum += m[i][i];
    return sum;
}

static s32 inverse(s32 value)
{
    s64 result = 1, factor = value;
    for (u32 exponent = PRIME - 2; exponent != 0; exponent >>= 1) {
        if (exponent & 1)
            result = result * factor % PRIME;
        factor = factor * factor % PRIME;
    }
    return (s32)result;
}

// Modulo the prime, by elimination.
static s32 determinant(matrix m)
{
    s64 result = 1;
    copy(product, m);
    for (int column = 0; column < SIZE; column++) {
        int pivot = column;
        while (pivot < SIZE && product[pivot][column] % PRIME == 0)
            pivot++;
        if (pivot == SIZE)
            return 0;
        if (pivot != column) {
            for (int j = 0; j < SIZE; j++) {
                s32 swapped = product[pivot][j];
                product[pivot][j] = product[column][j];
                product[column][j] = swapped;
            }
            result = -result;
        }
        s64 head = ((s64)product[column][column] + PRIME) % PRIME;
        result = result * head % PRIME;
        s64 scale = inverse((s32)head);
        for (int i = column + 1; i < SIZE; i++) {
            s64 factor = product[i][column] * scale % PRIME;
            for (int j = column; j < SIZE; j++)
                product[i][j] = (s32)((product[i][j] - factor * product[column][j]) % PRIME);
        }
    }
    return (s32)((result + PRIME) % PRIME);
}

static void check(void)
{
    u32 state = 99;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            a[i][j] = (s32)(next_random(&state) % 2001) - 1000;
            b[i][j] = i == j ? 2 : j == (i * 5 + 1) % SIZE ? -3 : 1;
            power[i][j] = i == j;
        }
    multiply(product, a, b);
    show_named("trace of a*b", trace(product));
    multiply(product, b, a);
    show_named("trace of b*a", trace(product));
    show_named("trace of a", trace(a));
    for (u32 exponent = 77; exponent != 0; exponent >>= 1) {
        if (exponent & 1) {
            multiply(product, power, b);
            copy(power, product);
        }
        multiply(product, b, b);
        copy(b, product);
    }
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < SIZE; j++) {
            show_signed(power[i][j]);
            show(j + 1 < SIZE ? " " : "\n");
        }
    }
    s32 first = determinant(a);
    show_named("determinant of a", first);
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < i; j++) {
            s32 swapped = a[i][j];
            a[i][j] = a[j][i];
            a[j][i] = swapped;
        }
    show_named("determinant transposed", determinant(a));
}
