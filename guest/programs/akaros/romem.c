// Writes to its own text, to constants and to procinfo, none of which can be written: each by a child that must die
// of it. Then it writes to its text itself.
#include <parlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char constant[] = "constant";

static void try(const char *what, const volatile void *address)
{
    pid_t child = fork();
    if (child == 0) {
        *(volatile char *)address = 1;
        printf("romem: %s could be written\n", what);
        exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    printf("romem: writing %s: the child %s\n", what, status == 0 ? "lived" : "died");
}

int main(void)
{
    try("text", (void *)main);
    try("a constant", constant);
    try("procinfo", &__procinfo);
    printf("romem: writing text here\n");
    *(volatile char *)(uintptr_t)main = 1;
    printf("romem: still alive\n");
    return 0;
}
