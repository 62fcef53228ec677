// Structures by value, in arrays and unions, and bit fields.
#include "check.h"

struct small { s8 x; };
struct pair { s32 a, b; };
struct mixed { u8 tag; u16 half; u32 word; };
struct large { s32 values[20]; struct pair pairs[3]; char name[9]; };

struct fields {
    u32 three : 3;
    s32 five : 5;
    u32 twelve : 12;
    s32 rest : 12;
};

struct spread {
    u32 a : 31;
    u32 b : 2;
    s32 c : 1;
    u32 d : 17;
};

union view {
    u32 word;
    u16 halves[2];
    u8 bytes[4];
};

static struct small shrink(struct pair pair)
{
    return (struct small){(s8)(pair.a + pair.b)};
}

static struct pair swapped(struct pair pair)
{
    return (struct pair){pair.b, pair.a};
}

static struct mixed combine(struct mixed a, struct small b, struct mixed c)
{
    struct mixed result = a;
    result.tag = (u8)(a.tag + c.tag);
    result.half = (u16)(a.half * c.half);
    result.word += c.word + (u32)b.x;
    return result;
}

static struct large grown(struct large input, s32 by)
{
    for (int i = 0; i < 20; i++)
        input.values[i] += by * i;
    for (int i = 0; i < 3; i++)
        input.pairs[i] = swapped(input.pairs[(i + 1) % 3]);
    input.name[by & 7] = 'A' + (by & 15);
    return input;
}

static s64 weigh(struct large input)
{
    s64 sum = 0;
    for (int i = 0; i < 20; i++)
        sum = sum * 3 + input.values[i];
    for (int i = 0; i < 3; i++)
        sum += (s64)input.pairs[i].a * 1000 - input.pairs[i].b;
    for (int i = 0; i < 8; i++)
        sum ^= (s64)input.name[i] << i;
    return sum;
}

static void show_fields(const struct fields *f)
{
    show_unsigned(f->three);
    show(" ");
    show_signed(f->five);
    show(" ");
    show_unsigned(f->twelve);
    show(" ");
    show_signed(f->rest);
    show("\n");
}

static struct large big, other;

static void check(void)
{
    struct pair pair = {100, 50};
    show_named("small", shrink(pair).x);
    pair = swapped(pair);
    show_named("swapped", pair.a * 1000 + pair.b);
    struct mixed mixed = {250, 400, 0xfffffff0};
    mixed = combine(mixed, (struct small){-3}, mixed);
    show_named("tag", mixed.tag);
    show_named("half", mixed.half);
    show_named("word", mixed.word);

    for (int i = 0; i < 8; i++)
        big.name[i] = 'a' + i;
    for (int i = 0; i < 3; i++)
        big.pairs[i] = (struct pair){i * 7, -i};
    other = big;
    for (s32 i = 0; i < 10; i++)
        big = grown(big, i - 4);
    show(big.name);
    show("\n");
    show_named("weight", weigh(big));
    show_named("copy", weigh(other));
    show_named("nested", weigh(grown(grown(other, 5), -2)));

    struct fields fields = {0};
    for (u32 i = 0; i < 6; i++) {
        fields.three += 3;
        fields.five += 7;
        fields.twelve = fields.twelve * 5 + 1000;
        fields.rest -= 700;
        show_fields(&fields);
    }
    struct spread spread = {0x7fffffff, 2, -1, 0x12345};
    spread.a++;
    spread.b += 3;
    spread.d -= 0x12346;
    show_named("a", spread.a);
    show_named("b", spread.b);
    show_named("c", spread.c);
    show_named("d", spread.d);

    union view view = {.word = 0x11223344};
    view.halves[1] ^= 0xffff;
    view.bytes[0]++;
    show_hex(view.word, 8);
    show("\n");
    static const struct { const char *name; struct pair pair; u8 flags[3]; } table[] = {
        {"one", {1, 2}, {1}}, {"two", {.b = 3}, {0, 2}}, {"three", {-1, -1}, {[2] = 4}}};
    for (int i = 0; i < 3; i++) {
        show(table[i].name);
        show_named("", table[i].pair.a * 100 + table[i].pair.b * 10 + table[i].flags[i]);
    }
}
