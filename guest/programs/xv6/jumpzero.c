// Jumps to an address that is not mapped; zero would not do, because xv6 maps page 0. The process must die of it.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(void)
{
    void (*nowhere)(void) = (void (*)(void))0x70000000;
    printf(1, "jumpzero: jumping to 70000000\n");
    nowhere();
    printf(1, "jumpzero: still alive\n");
    exit();
}
