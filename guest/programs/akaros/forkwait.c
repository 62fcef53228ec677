// fork, exec, waitpid and exit codes, each with a line that says what happened. It becomes itself in the exec part:
// argv[0] must be its path.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <uthread.h>
#include <unistd.h>

static void reap(const char *what, pid_t child)
{
    int status = -1;
    pid_t reaped = waitpid(child, &status, 0);
    if (reaped != child)
        perror(what);
    else
        printf("%s: reaped, status %x, exited %d with %d\n", what, status, WIFEXITED(status), WEXITSTATUS(status));
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        printf("the new program has %d arguments, the last is %s\n", argc, argv[argc - 1]);
        return argc;
    }

    int status;
    errno = 0;
    printf("wait without children: %d\n", (int)waitpid(-1, &status, 0));

    pid_t child = fork();
    if (child == 0)
        exit(7);
    reap("exit", child);

    child = fork();
    if (child == 0) {
        char *arguments[] = {argv[0], "one", "two words", NULL};
        execv(argv[0], arguments);
        perror("exec");
        exit(1);
    }
    reap("exec", child);

    char *nothing[] = {"nothing", NULL};
    printf("exec of no program: %d\n", execv("no-such-program", nothing));

    child = fork();
    if (child == 0) {
        uthread_usleep(200000);
        exit(3);
    }
    printf("without waiting: %d\n", (int)waitpid(child, &status, WNOHANG));
    reap("later", child);

    int shared = 1;
    child = fork();
    if (child == 0) {
        shared = 2;
        printf("child of %s: its copy is %d\n", getppid() != getpid() ? "another" : "itself", shared);
        exit(0);
    }
    reap("memory", child);
    printf("the parent's copy is %d\n", shared);

    child = fork();
    if (child == 0) {
        int *volatile nowhere = (int *)16;
        *nowhere = 1;
        exit(0);
    }
    reap("fault", child);
    printf("forkwait: done\n");
    return 0;
}
