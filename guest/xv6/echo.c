// Prints its arguments in one line; nothing, not even a line end, if there are none.
#include "types.h"
#include "stat.h"
#include "user.h"

int main(int argc, char *argv[])
{
    for (int i = 1; i < argc; i++) {
        if (i > 1)
            printf(1, " ");
        printf(1, "%s", argv[i]);
    }
    if (argc > 1)
        printf(1, "\n");
    exit();
}
