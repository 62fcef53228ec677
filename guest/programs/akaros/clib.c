// The parts of the C library that no other program here uses: tokens, classes of characters, searching, jumps.
#include <ctype.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static jmp_buf top;

static __attribute__((noreturn)) void dive(int depth)
{
    if (depth == 0)
        longjmp(top, 7);
    dive(depth - 1);
}

int main(void)
{
    char text[] = ",one,, Two;three ";
    for (char *token = strtok(text, ",; "); token; token = strtok(NULL, ",; "))
        printf("token %s %c%c\n", token, toupper((unsigned char)token[0]), tolower((unsigned char)token[1]));

    int letters = 0, digits = 0, spaces = 0, others = 0;
    for (int c = 0; c < 256; c++) {
        letters += isalpha(c);
        digits += isxdigit(c);
        spaces += isspace(c);
        others += ispunct(c);
    }
    printf("letters %d, hex digits %d, spaces %d, punctuation %d\n", letters, digits, spaces, others);

    int numbers[] = { 2, 3, 5, 7, 11, 13 };
    int found = 0;
    for (int n = 0; n < 15; n++)
        found += bsearch(&n, numbers, 6, sizeof n, compare) != NULL;
    printf("found %d of 6\n", found);

    volatile int kept = 41;
    int value = setjmp(top);
    if (value == 0) {
        kept++;
        dive(20);
    }
    printf("jumped with %d, kept %d\n", value, kept);

    lldiv_t parts = lldiv(-10000000007LL, 1000);
    printf("%" PRId64 " rest %" PRId64 ", %ld\n", (int64_t)parts.quot, (int64_t)parts.rem, labs(-5L));
    srand(1);
    int first = rand();
    srand(1);
    printf("same chance %d, break at %s, equal %d\n", first == rand(), strpbrk("abc:def", ":;"),
           strcasecmp("Akaros", "aKAROS") == 0);
    return 0;
}
