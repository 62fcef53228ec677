// Reads from the console, where nobody may ever type, and prints what came.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(void)
{
    char line[64];
    printf(1, "waitforever: reading\n");
    int count = read(0, line, sizeof line - 1);
    if (count < 0) {
        printf(1, "waitforever: read failed\n");
        exit();
    }
    line[count] = 0;
    printf(1, "waitforever: %d bytes: %s\n", count, line);
    exit();
}
