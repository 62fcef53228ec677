// Calls a null pointer. The process must die of it.
#include <stdio.h>

int main(void)
{
    void (*volatile nowhere)(void) = NULL;
    printf("jumpzero: jumping to 0\n");
    nowhere();
    printf("jumpzero: still alive\n");
    return 0;
}
