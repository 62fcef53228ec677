// Several processes at the same files and directories. What each does is fixed; who comes first is not.
#include "test.h"

#define WORKERS 4

static int worker; // 0 to WORKERS - 1, in a child

static void all_at_once(void (*work)(void))
{
    for (worker = 0; worker < WORKERS; worker++)
        start(work);
    for (int i = 0; i < WORKERS; i++)
        CHECK(wait() > 0);
}

// Each its own file, of more than one block, at the same time.
static void write_own_file(void)
{
    char name[] = "own?";
    name[3] = '0' + worker;
    int fd = create(name);
    CHECK(fd >= 0);
    memset(buffer, '0' + worker, 500);
    for (int i = 0; i < 12; i++)
        CHECK(write(fd, buffer, 500) == 500);
}

static void a_file_each(void)
{
    char name[] = "own?";
    all_at_once(write_own_file);
    for (int i = 0; i < WORKERS; i++) {
        name[3] = '0' + i;
        int fd = open(name, O_RDONLY), total = 0, got;
        CHECK(fd >= 0);
        while ((got = read(fd, buffer, sizeof buffer)) > 0) {
            for (int j = 0; j < got; j++)
                CHECK(buffer[j] == '0' + i);
            total += got;
        }
        CHECK(got == 0 && total == 12 * 500);
        CHECK(close(fd) == 0);
        CHECK(unlink(name) == 0);
    }
}

// All with the descriptor they inherited, so with one offset: no write lands on another.
static int shared_fd;

static void write_shared(void)
{
    char record[10];
    memset(record, 'a' + worker, sizeof record);
    for (int i = 0; i < 500; i++)
        CHECK(write(shared_fd, record, sizeof record) == sizeof record);
}

static void one_descriptor(void)
{
    int counts[WORKERS] = {0};
    char record[10];
    shared_fd = create("shared");
    all_at_once(write_shared);
    CHECK(close(shared_fd) == 0);
    int fd = open("shared", O_RDONLY);
    while (read(fd, record, sizeof record) == sizeof record) {
        int by = record[0] - 'a';
        CHECK(by >= 0 && by < WORKERS);
        for (uint i = 1; i < sizeof record; i++)
            CHECK(record[i] == record[0]);
        counts[by]++;
    }
    for (int i = 0; i < WORKERS; i++)
        CHECK(counts[i] == 500);
    CHECK(close(fd) == 0);
    CHECK(unlink("shared") == 0);
}

// Each makes 20 files in one directory, and removes numbers 1 to 9 again while it makes the others.
#define FILES 20

static const char *file_of(int by, int number)
{
    static char name[3];
    name[0] = 'p' + by;
    name[1] = 'A' + number;
    return name;
}

static void create_and_delete(void)
{
    for (int i = 0; i < FILES; i++) {
        int fd = create(file_of(worker, i));
        CHECK(fd >= 0);
        CHECK(close(fd) == 0);
        if (i > 0 && i % 2 == 0)
            CHECK(unlink(file_of(worker, i / 2)) == 0);
    }
}

static void one_directory(void)
{
    all_at_once(create_and_delete);
    for (int i = 0; i < FILES; i++)
        for (int by = 0; by < WORKERS; by++) {
            CHECK(exists(file_of(by, i)) == (i == 0 || i >= FILES / 2));
            unlink(file_of(by, i));
        }
}

// One name that is created, linked and removed by all.
static void link_and_unlink(void)
{
    uint number = 97 * (worker + 1);
    for (int i = 0; i < 100; i++) {
        number = number * 1103515245 + 12345;
        switch (number / 65536 % 3) {
        case 0:
            close(create("x"));
            break;
        case 1:
            link("cat", "x");
            break;
        case 2:
            unlink("x");
        }
    }
}

static void one_name(void)
{
    struct stat before, after;
    CHECK(stat("cat", &before) == 0);
    all_at_once(link_and_unlink);
    unlink("x");
    CHECK(stat("cat", &after) == 0 && after.nlink == before.nlink);
}

// Parent and child create or link each of 40 names; afterwards each is there exactly once.
#define NAMES 40

static char raced[] = "C?";

static void create_or_link(int links)
{
    if (links) {
        link("C0", raced);
    } else {
        int fd = create(raced);
        CHECK(fd >= 0);
        CHECK(close(fd) == 0);
    }
}

static void open_or_unlink(int opens)
{
    for (int i = 0; i < 4; i++) {
        if (opens)
            close(open(raced, O_RDONLY));
        else
            unlink(raced);
    }
}

static void name_by_name(void)
{
    for (int i = 0; i < NAMES; i++) {
        raced[1] = '0' + i;
        int pid = fork();
        CHECK(pid >= 0);
        create_or_link(pid != 0 ? i % 3 == 1 : i % 5 == 1);
        if (pid == 0)
            exit();
        CHECK(wait() == pid);
    }

    int seen[NAMES] = {0}, count = 0, fd = open(".", O_RDONLY);
    struct dirent entry;
    while (read(fd, &entry, sizeof entry) == sizeof entry)
        if (entry.inum != 0 && entry.name[0] == 'C' && entry.name[2] == 0) {
            int i = entry.name[1] - '0';
            CHECK(i >= 0 && i < NAMES && !seen[i]);
            seen[i] = 1;
            count++;
        }
    CHECK(close(fd) == 0);
    CHECK(count == NAMES);

    for (int i = 0; i < NAMES; i++) {
        raced[1] = '0' + i;
        int pid = fork();
        CHECK(pid >= 0);
        open_or_unlink(pid == 0 ? i % 3 == 0 : i % 3 == 1);
        if (pid == 0)
            exit();
        CHECK(wait() == pid);
        unlink(raced);
    }
}

// One tries to open a directory for writing while the other removes it.
static void open_to_write(void)
{
    CHECK(open("refused", O_RDWR) == -1);
}

static void open_and_remove(void)
{
    for (int i = 0; i < 10; i++) {
        CHECK(mkdir("refused") == 0);
        int pid = start(open_to_write);
        CHECK(unlink("refused") == 0);
        CHECK(wait() == pid);
    }
}

const struct test race_tests[] = {
    {"a-file-each", a_file_each},
    {"one-descriptor", one_descriptor},
    {"one-directory", one_directory},
    {"one-name", one_name},
    {"name-by-name", name_by_name},
    {"open-and-remove", open_and_remove},
    {0, 0},
};
