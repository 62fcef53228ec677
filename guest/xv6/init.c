// The first process: it gives itself the console, keeps a shell running, and reaps every orphan.
#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"

#define CONSOLE 1 // its major device number

static int start_shell(void)
{
    char *argv[] = {"sh", 0};
    printf(1, "init: starting sh\n");
    int shell = fork();
    if (shell == 0) {
        exec("sh", argv);
        printf(1, "init: exec sh failed\n");
        exit();
    }
    return shell;
}

int main(void)
{
    if (open("console", O_RDWR) < 0) { // the first boot of a fresh image
        mknod("console", CONSOLE, 1);
        open("console", O_RDWR);
    }
    dup(0);
    dup(0);

    for (;;) {
        int shell = start_shell();
        if (shell < 0) {
            printf(1, "init: fork failed\n");
            exit();
        }
        for (int reaped = wait(); reaped != shell && reaped >= 0; reaped = wait())
            printf(1, "zombie!\n");
    }
}
