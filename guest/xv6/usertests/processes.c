// fork, exec, exit, wait, kill, sleep.
#include "test.h"

static void nothing(void)
{
}

static void spin(void)
{
    for (;;)
        asm volatile("");
}

static void sleep_long(void)
{
    sleep(1000000);
    CHECK(!"a long sleep came to an end");
}

static void sleep_a_while(void)
{
    sleep(5);
}

static void exit_and_wait(void)
{
    CHECK(wait() == -1);
    int last = getpid();
    for (int i = 0; i < 100; i++) {
        int pid = start(nothing);
        CHECK(pid > last);
        CHECK(wait() == pid);
        last = pid;
    }
    CHECK(wait() == -1);
}

// Three that never give their core up, and one that only gets it when it is taken from them.
static void spinners_are_preempted(void)
{
    int spinners[3], ends[2];
    for (int i = 0; i < 3; i++)
        spinners[i] = start(spin);
    CHECK(pipe(ends) == 0);
    int pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        write(ends[1], "x", 1);
        spin();
    }
    CHECK(read(ends[0], buffer, 1) == 1);
    for (int i = 0; i < 3; i++)
        CHECK(kill(spinners[i]) == 0);
    CHECK(kill(pid) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(wait() > 0);
}

static void killing(void)
{
    int pid = start(sleep_long);
    sleep(1);
    CHECK(kill(pid) == 0);
    CHECK(wait() == pid);
    CHECK(kill(pid) == -1); // there is no such process any more
    CHECK(kill(-1) == -1);
    pid = start(nothing);
    sleep(2);
    CHECK(kill(pid) == 0); // it has ended, but nobody has waited for it yet
    CHECK(wait() == pid);
}

static void kill_itself(void)
{
    kill(getpid());
    CHECK(!"it lived on");
}

// Who is killed while it waits for a child leaves that to init, which says "zombie!" when it has ended.
static void wait_for_ever(void)
{
    start(sleep_a_while);
    wait();
    CHECK(!"wait came back");
}

static void dying(void)
{
    run(kill_itself);
    int pid = start(wait_for_ever);
    sleep(2);
    CHECK(kill(pid) == 0);
    CHECK(wait() == pid);
}

static void fork_until_it_fails(void)
{
    int children = 0, pid;
    while ((pid = fork()) > 0)
        children++;
    if (pid == 0)
        exit();
    CHECK(children > 10 && children < 1000);
    while (children-- > 0)
        CHECK(wait() > 0);
    CHECK(wait() == -1);
    run(nothing);
}

// Memory and descriptors are copied; what is open is shared.
static int variable = 1;

static void change_variable(void)
{
    CHECK(variable == 1);
    variable = 2;
    CHECK(chdir("forked") == 0);
    CHECK(close(0) == 0);
}

static void a_child_is_a_copy(void)
{
    CHECK(mkdir("forked") == 0);
    run(change_variable);
    CHECK(variable == 1);
    CHECK(exists("README"));
    struct stat st;
    CHECK(fstat(0, &st) == 0);
    CHECK(unlink("forked") == 0);
}

// What an echo says arrives here through a pipe that is its standard output.
static int echo_ends[2];

static void say_hello(void)
{
    char *argv[] = {"echo", "hello", "there", 0};
    close(1);
    dup(echo_ends[1]);
    exec("echo", argv);
    CHECK(!"exec of echo came back");
}

static void exec_runs_another(void)
{
    CHECK(pipe(echo_ends) == 0);
    int pid = start(say_hello), length = 0, got;
    CHECK(close(echo_ends[1]) == 0);
    while ((got = read(echo_ends[0], buffer + length, 100)) > 0)
        length += got;
    buffer[length] = 0;
    CHECK(strcmp(buffer, "hello there\n") == 0);
    CHECK(wait() == pid);
}

static void exec_refuses(void)
{
    char *argv[] = {"echo", 0};
    write_file("nonsense", "this is no program, but longer than the header of one would have to be");
    CHECK(exec("nonsense", argv) == -1);
    write_file("short", "\177ELF");
    CHECK(exec("short", argv) == -1);
    CHECK(exec(".", argv) == -1);
    CHECK(unlink("nonsense") == 0);
    CHECK(unlink("short") == 0);

    char *many[33];
    for (int i = 0; i < 32; i++)
        many[i] = "x";
    many[32] = 0;
    CHECK(exec("echo", many) == -1); // more than 31 arguments
    memset(buffer, 'x', PAGE_BYTES);
    buffer[PAGE_BYTES] = 0;
    many[1] = buffer;
    many[2] = 0;
    CHECK(exec("echo", many) == -1); // more than the stack's page
    CHECK(exec("echo", (char **)0xffffffff) == -1);
    many[1] = (char *)0xffffffff;
    CHECK(exec("echo", many) == -1);
}

static void time_passes(void)
{
    int before = uptime();
    CHECK(sleep(0) == 0);
    CHECK(sleep(10) == 0);
    int after = uptime();
    CHECK(after - before >= 10 && after - before < 100);
    int pid = start(sleep_long);
    CHECK(sleep(2) == 0); // and no child in a long sleep keeps it
    CHECK(kill(pid) == 0);
    CHECK(wait() == pid);
}

const struct test process_tests[] = {
    {"exit-and-wait", exit_and_wait},
    {"spinners-are-preempted", spinners_are_preempted},
    {"killing", killing},
    {"dying", dying},
    {"fork-until-it-fails", fork_until_it_fails},
    {"a-child-is-a-copy", a_child_is_a_copy},
    {"exec-runs-another", exec_runs_another},
    {"exec-refuses", exec_refuses},
    {"time-passes", time_passes},
    {0, 0},
};
