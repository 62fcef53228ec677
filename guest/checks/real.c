// Floating point in double precision: matrices, Mandelbrot's set, series, conversions, and its printing.
#include "real.h"

#define SIZE 17

typedef struct {
    double x, y, z;
    char name[5];
    float weight;
} body;

static double left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];
static volatile double zero;

static void matrices(void)
{
    u32 seed = 2463534242u;
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            left[i][j] = (s32)next_random(&seed) / 65536.0;
            right[i][j] = (s32)next_random(&seed) / 1048576.0;
        }
    for (int i = 0; i < SIZE; i++)
        for (int j = 0; j < SIZE; j++) {
            double sum = 0;
            for (int k = 0; k < SIZE; k++)
                sum += left[i][k] * right[k][j];
            product[i][j] = sum;
        }
    double trace = 0;
    for (int i = 0; i < SIZE; i++) {
        show_numbers("row", product[i], 3);
        trace += product[i][i];
    }
    show_numbers("trace", &trace, 1);
}

static void mandelbrot(void)
{
    for (int row = 0; row < 24; row++) {
        for (int column = 0; column < 60; column++) {
            double re = -2.2 + column * 0.05, im = -1.2 + row * 0.1, x = 0, y = 0;
            int step = 0;
            while (step < 200 && x * x + y * y < 4) {
                double next = x * x - y * y + re;
                y = 2 * x * y + im;
                x = next;
                step++;
            }
            show_char(" .:-=+*#%@"[step == 200 ? 9 : step % 9]);
        }
        show("\n");
    }
}

static double root(double value)
{
    double guess = value > 1 ? value : 1;
    for (int i = 0; i < 60; i++)
        guess = (guess + value / guess) / 2;
    return guess;
}

static double exponential(double x)
{
    double term = 1, sum = 1;
    for (int i = 1; i < 60; i++) {
        term *= x / i;
        sum += term;
    }
    return sum;
}

static double negated(double x)
{
    return -x;
}

static void functions(void)
{
    static double (*const each[])(double) = {root, exponential, negated};
    static const double arguments[] = {0.5, 1, 2, 3.75, 10, 20.125};
    for (unsigned f = 0; f < sizeof each / sizeof *each; f++) {
        double values[6];
        for (int i = 0; i < 6; i++)
            values[i] = each[f](arguments[i]);
        show_numbers("function", values, 6);
    }
}

static void conversions(void)
{
    static const double values[] = {0.0, 0.499999, 0.5, 1.5, 2.5, -0.5, -1.5, 1e9, -2147483648.0, 123456789012345.678};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
        double value = values[i] + zero;
        show_signed((s64)value);
        show_char(' ');
        if (value < 2147483648.0 && value >= 0)
            show_unsigned((u32)value);
        show_char(' ');
        show_real((double)(s64)value / 7, 'e', 10);
        show_char(' ');
        show_real((double)(u64)(0xfedcba9876543210u + i), 'f', 1);
        show_char(' ');
        show_real((float)value, 'g', 9);
        show("\n");
    }
}

static void printing(void)
{
    static const double values[] = {0, 1, -1, 0.1, 1.0 / 3, 2.0 / 3, 1e5, 999999.5, 1234567, 1e15, 1e16, 1e22, 1e23, 1e100,
        1.7976931348623157e308, 2.2250738585072014e-308, 1e-5, 0.00012345, 6.02214076e23, 9.5, 0.125, 1e-300};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
        show_real(values[i], 'f', 3);
        show_char(' ');
        show_real(values[i], 'e', 12);
        show_char(' ');
        show_real(values[i], 'g', 6);
        show_char(' ');
        show_real(values[i], 'G', 17);
        show("\n");
    }
    double none = zero / zero, infinite = 1 / zero;
    show_real(none != none ? 1 : 0, 'f', 0);
    show_real(infinite, 'f', 2);
    show_real(-infinite, 'E', 2);
    show_named(" compares", (none < 1) + 2 * (none > 1) + 4 * (infinite > 1) + 8 * (-infinite < infinite) + 16 * (none == none));
}

static body moved(body from, double by)
{
    from.x += by;
    from.y *= by;
    from.z -= from.x;
    from.name[0]++;
    from.weight = (float)by;
    return from;
}

static void structures(void)
{
    body bodies[4], copies[4];
    for (int i = 0; i < 4; i++)
        bodies[i] = (body){i, 2.5 * i, -i / 4.0, "body", 0};
    for (int round = 0; round < 8; round++) {
        memcpy(copies, bodies, sizeof bodies);
        for (int i = 0; i < 4; i++)
            bodies[i] = moved(copies[(i + round) % 4], 0.75 + i);
    }
    for (int i = 0; i < 4; i++) {
        double values[] = {bodies[i].x, bodies[i].y, bodies[i].z, bodies[i].weight};
        show(bodies[i].name);
        show_numbers("", values, 4);
    }
}

static void check(void)
{
    USE_DOUBLE_PRECISION();
    matrices();
    mandelbrot();
    functions();
    conversions();
    printing();
    structures();
}
