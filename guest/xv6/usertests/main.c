// usertests [TEST]...: what xv6's system calls promise, tried out. Prints "TEST: ok" or what failed, test by test.
#include "test.h"

#define REPORT 3 // in a test's processes, a pipe to main: P from the test at its end, F from whichever fails

char buffer[8192];

static const struct test *const lists[] = {
    file_tests, directory_tests, race_tests, pipe_tests, process_tests, memory_tests, argument_tests, alarm_tests,
};

#define LISTS (sizeof lists / sizeof lists[0])

// In one write, so that the lines of several processes stay whole.
static void say(const char *parts[], int count)
{
    char line[200];
    int length = 0;
    for (int i = 0; i < count; i++)
        for (const char *c = parts[i]; *c && length < (int)sizeof line - 1; c++)
            line[length++] = *c;
    line[length++] = '\n';
    write(1, line, length);
}

void fail(const char *file, int line, const char *condition)
{
    char digits[12], *number = digits + sizeof digits - 1;
    *number = 0;
    do
        *--number = '0' + line % 10;
    while ((line /= 10) > 0);
    say((const char *[]){file, ":", number, ": ", condition}, 5);
    write(REPORT, "F", 1);
    exit();
}

int start(void (*child)(void))
{
    int pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        child();
        exit();
    }
    return pid;
}

void run(void (*child)(void))
{
    int pid = start(child);
    CHECK(wait() == pid);
}

int create(const char *path)
{
    return open(path, O_CREATE | O_RDWR);
}

void write_file(const char *path, const char *text)
{
    int fd = create(path);
    CHECK(fd >= 0);
    CHECK(write(fd, text, strlen(text)) == (int)strlen(text));
    CHECK(close(fd) == 0);
}

int holds(const char *path, const char *text)
{
    int fd = open(path, O_RDONLY), length = strlen(text), same = 1;
    CHECK(fd >= 0);
    char c;
    for (int i = 0; i < length; i++)
        same &= read(fd, &c, 1) == 1 && c == text[i];
    same &= read(fd, &c, 1) == 0;
    CHECK(close(fd) == 0);
    return same;
}

int exists(const char *path)
{
    int fd = open(path, O_RDONLY);
    if (fd >= 0)
        CHECK(close(fd) == 0);
    return fd >= 0;
}

int entries_of(const char *path)
{
    struct dirent entry;
    int fd = open(path, O_RDONLY), count = 0;
    CHECK(fd >= 0);
    while (read(fd, &entry, sizeof entry) == sizeof entry)
        count += entry.inum != 0;
    CHECK(close(fd) == 0);
    return count;
}

static void run_test(const struct test *test, const int ends[2])
{
    close(ends[0]);
    if (ends[1] != REPORT) {
        dup(ends[1]); // 3, which the read end had
        close(ends[1]);
    }
    test->run();
    write(REPORT, "P", 1);
    exit();
}

// Whether it came to its end without a failure, and left neither files nor processes.
static int passes(const struct test *test)
{
    int ends[2], finished = 0, failed = 0;
    int entries_before = entries_of("/");
    if (pipe(ends) < 0)
        return 0;
    int pid = fork();
    if (pid < 0)
        return 0;
    if (pid == 0)
        run_test(test, ends);
    close(ends[1]);
    for (char c; read(ends[0], &c, 1) == 1;) { // until the last of its processes has ended
        finished |= c == 'P';
        failed |= c == 'F';
    }
    close(ends[0]);
    int waited = wait() == pid && wait() == -1;
    const char *why = failed ? "" : !finished ? " did not come to its end" : !waited ? " was not waited for"
        : entries_of("/") != entries_before ? " left files" : 0;
    if (why)
        say((const char *[]){test->name, ": FAILED", why}, 3);
    else
        say((const char *[]){test->name, ": ok"}, 2);
    return why == 0;
}

static const struct test *find(const char *name)
{
    for (uint i = 0; i < LISTS; i++)
        for (const struct test *test = lists[i]; test->name; test++)
            if (strcmp(test->name, name) == 0)
                return test;
    printf(2, "usertests: no test is called %s\n", name);
    exit();
}

int main(int argc, char *argv[])
{
    int count = 0, passed = 0;
    printf(1, "usertests starting\n");
    if (argc > 1) {
        for (; count < argc - 1; count++)
            passed += passes(find(argv[count + 1]));
    } else {
        for (uint i = 0; i < LISTS; i++)
            for (const struct test *test = lists[i]; test->name; test++, count++)
                passed += passes(test);
    }
    if (passed == count)
        printf(1, "ALL TESTS PASSED\n");
    else
        printf(1, "%d OF %d TESTS FAILED\n", count - passed, count);
    exit();
}
