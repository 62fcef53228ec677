// A stack machine with a dense switch, a scanner with states, and tables of functions.
#include "check.h"

enum operation {
    HALT, PUSH, ADD, SUBTRACT, MULTIPLY, DIVIDE, DUPLICATE, SWAP, DROP, JUMP, JUMP_IF_ZERO, LOAD, STORE, PRINT, LESS
};

static s32 stack[32], memory[8];

static s32 run(const s32 *code, s32 *steps)
{
    s32 top = -1, at = 0;
    for (*steps = 0; *steps < 100000; ++*steps) {
        switch ((enum operation)code[at++]) {
        case HALT: return top < 0 ? 0 : stack[top];
        case PUSH: stack[++top] = code[at++]; break;
        case ADD: top--; stack[top] += stack[top + 1]; break;
        case SUBTRACT: top--; stack[top] -= stack[top + 1]; break;
        case MULTIPLY: top--; stack[top] *= stack[top + 1]; break;
        case DIVIDE: top--; stack[top] /= stack[top + 1]; break;
        case DUPLICATE: stack[top + 1] = stack[top]; top++; break;
        case SWAP: {
            s32 swapped = stack[top];
            stack[top] = stack[top - 1];
            stack[top - 1] = swapped;
            break;
        }
        case DROP: top--; break;
        case JUMP: at = code[at]; break;
        case JUMP_IF_ZERO: at = stack[top--] == 0 ? code[at] : at + 1; break;
        case LOAD: stack[++top] = memory[code[at++]]; break;
        case STORE: memory[code[at++]] = stack[top--]; break;
        case PRINT: show_signed(stack[top--]); show(" "); break;
        case LESS: top--; stack[top] = stack[top] < stack[top + 1]; break;
        default: return -1;
        }
    }
    return -2;
}

// Prints the primes below 60 and leaves their sum. The comments begin with the place of a line's first word.
static const s32 primes[] = {
    PUSH, 0, STORE, 2, PUSH, 2, STORE, 0, // 0: sum = 0, n = 2
    LOAD, 0, PUSH, 60, LESS, JUMP_IF_ZERO, 66, // 8: while n < 60
    PUSH, 2, STORE, 1, // 15: d = 2
    LOAD, 1, LOAD, 0, LESS, JUMP_IF_ZERO, 48, // 19: while d < n
    LOAD, 0, LOAD, 0, LOAD, 1, DIVIDE, LOAD, 1, MULTIPLY, SUBTRACT, JUMP_IF_ZERO, 57, // 26: n % d == 0: not a prime
    LOAD, 1, PUSH, 1, ADD, STORE, 1, JUMP, 19, // 39: d++
    LOAD, 0, DUPLICATE, PRINT, LOAD, 2, ADD, STORE, 2, // 48: print n, sum += n
    LOAD, 0, PUSH, 1, ADD, STORE, 0, JUMP, 8, // 57: n++
    LOAD, 2, HALT, // 66
};

enum state { BETWEEN, WORD, NUMBER, HEX, STRING, ESCAPE, COMMENT, STATES };

static enum state next_state(enum state state, char c)
{
    switch (state) {
    case STRING: return c == '\\' ? ESCAPE : c == '"' ? BETWEEN : STRING;
    case ESCAPE: return STRING;
    case COMMENT: return c == '\n' ? BETWEEN : COMMENT;
    case NUMBER:
        if (c == 'x')
            return HEX;
        break;
    default: break;
    }
    switch (c) {
    case ' ': case '\n': case '\t': case '(': case ')': case '+': case '=': case ';': return BETWEEN;
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
        return state == WORD || state == HEX ? state : NUMBER;
    case 'a': case 'b': case 'c': case 'd': case 'e': case 'f': return state == HEX ? HEX : WORD;
    case '"': return STRING;
    case '#': return COMMENT;
    default: return WORD;
    }
}

static u32 add(u32 a, u32 b) { return a + b; }
static u32 subtract(u32 a, u32 b) { return a - b; }
static u32 both(u32 a, u32 b) { return a & b; }
static u32 either(u32 a, u32 b) { return a | b; }
static u32 differ(u32 a, u32 b) { return a ^ b; }
static u32 shift(u32 a, u32 b) { return a << (b & 31); }
static u32 first(u32 a, u32 b) { (void)b; return a; }
static u32 times(u32 a, u32 b) { return a * b; }

typedef u32 (*binary)(u32, u32);

static const binary operations[] = {add, subtract, both, either, differ, shift, first, times};

static binary choose(u32 number)
{
    return operations[number % 8];
}

static u32 fold(binary function, const u32 *values, u32 count, u32 start)
{
    for (u32 i = 0; i < count; i++)
        start = function(start, values[i]);
    return start;
}

static void check(void)
{
    s32 steps, sum = run(primes, &steps);
    show("\n");
    show_named("sum of primes", sum);
    show_named("in steps", steps);

    static const char text[] = "let x1 = (42 + 0x1f) # a comment; \"no string\"\n say \"a \\\" quote\" + 7x ;";
    u32 counts[STATES] = {0};
    enum state state = BETWEEN;
    for (const char *c = text; *c; c++) {
        state = next_state(state, *c);
        counts[state]++;
    }
    for (int i = 0; i < STATES; i++)
        show_named("characters in state", counts[i]);

    static const u32 values[] = {3, 0x80000000, 17, 0xffffffff, 5};
    for (u32 i = 0; i < 8; i++) {
        show_hex(fold(choose(i), values, 5, 0x12345678), 8);
        show(" ");
    }
    u32 mixed = 1;
    for (u32 i = 0; i < 1000; i++)
        mixed = choose(mixed >> 7 ^ i)(mixed | 1, i + 3);
    show_hex(mixed, 8);
    show("\n");
}
