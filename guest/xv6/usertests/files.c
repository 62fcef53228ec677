// Single files: contents, offsets, modes, limits, files without a name.
#include "test.h"

static void opening(void)
{
    CHECK(open("no-such-file", O_RDONLY) == -1);
    CHECK(open("no-such-file", O_RDWR) == -1);
    CHECK(open("no-such-dir/file", O_CREATE | O_RDWR) == -1);
    int fd = open("README", O_RDONLY);
    CHECK(fd == FIRST_FREE_FD);
    CHECK(close(fd) == 0);
    CHECK(close(fd) == -1);
    CHECK(close(-1) == -1);
    CHECK(close(FDS_MAX) == -1);
    CHECK(read(fd, buffer, 1) == -1);
    CHECK(write(fd, buffer, 1) == -1);
    CHECK(dup(fd) == -1);
}

static void small_file(void)
{
    int fd = create("small");
    CHECK(fd >= 0);
    for (int i = 0; i < 100; i++) {
        CHECK(write(fd, "aaaaaaaaaa", 10) == 10);
        CHECK(write(fd, "bbbbbbbbbb", 10) == 10);
    }
    CHECK(close(fd) == 0);

    fd = open("small", O_RDONLY);
    CHECK(read(fd, buffer, sizeof buffer) == 2000);
    for (int i = 0; i < 2000; i++)
        CHECK(buffer[i] == (i / 10 % 2 ? 'b' : 'a'));
    CHECK(read(fd, buffer, sizeof buffer) == 0);
    CHECK(close(fd) == 0);
    CHECK(unlink("small") == 0);
    CHECK(!exists("small"));
}

// Every direct and indirect block, and not one more.
static void largest_file(void)
{
    int fd = create("largest");
    for (int i = 0; i < FILE_BLOCKS_MAX; i++) {
        *(int *)buffer = i;
        CHECK(write(fd, buffer, BLOCK_BYTES) == BLOCK_BYTES);
    }
    CHECK(write(fd, buffer, 1) == -1);
    CHECK(close(fd) == 0);

    fd = open("largest", O_RDONLY);
    for (int i = 0; i < FILE_BLOCKS_MAX; i++) {
        CHECK(read(fd, buffer, BLOCK_BYTES) == BLOCK_BYTES);
        CHECK(*(int *)buffer == i);
    }
    CHECK(read(fd, buffer, BLOCK_BYTES) == 0);
    struct stat st;
    CHECK(fstat(fd, &st) == 0 && st.size == FILE_BLOCKS_MAX * BLOCK_BYTES);
    CHECK(close(fd) == 0);
    CHECK(unlink("largest") == 0);
}

// A write goes in pieces of 1536 bytes; one that does not fit fails, and those before it stay.
static void too_large_a_write(void)
{
    char *memory = sbrk(FILE_BLOCKS_MAX * BLOCK_BYTES + 1);
    CHECK(memory != (char *)-1);
    int fd = create("toolarge");
    CHECK(write(fd, memory, FILE_BLOCKS_MAX * BLOCK_BYTES + 1) == -1);
    struct stat st;
    CHECK(fstat(fd, &st) == 0 && st.size == 70656);
    CHECK(close(fd) == 0);
    fd = create("toolarge");
    CHECK(write(fd, memory, FILE_BLOCKS_MAX * BLOCK_BYTES) == FILE_BLOCKS_MAX * BLOCK_BYTES);
    CHECK(close(fd) == 0);
    CHECK(unlink("toolarge") == 0);
}

// Writes of many sizes, around blocks and around what one transaction takes.
static void write_sizes(void)
{
    for (int size = 499; size < 12 * BLOCK_BYTES; size += 471) {
        int fd = create("sizes");
        CHECK(fd >= 0);
        CHECK(write(fd, buffer, size) == size);
        CHECK(write(fd, buffer, size) == size);
        struct stat st;
        CHECK(fstat(fd, &st) == 0 && st.size == 2 * (uint)size);
        CHECK(close(fd) == 0);
        CHECK(unlink("sizes") == 0);
    }
}

// Records that do not fit blocks, read in other pieces than written.
static void records(void)
{
    int fd = create("records");
    for (int i = 0; i < 20; i++) {
        memset(buffer, i, 600);
        CHECK(write(fd, buffer, 600) == 600);
    }
    CHECK(close(fd) == 0);
    fd = open("records", O_RDONLY);
    for (int i = 0; i < 40; i++) {
        CHECK(read(fd, buffer, 300) == 300);
        for (int j = 0; j < 300; j++)
            CHECK(buffer[j] == i / 2);
    }
    CHECK(read(fd, buffer, 300) == 0);
    CHECK(close(fd) == 0);
    CHECK(unlink("records") == 0);
}

static void many_files(void)
{
    char name[] = "many??";
    for (int i = 0; i < 52; i++) {
        name[4] = 'a' + i / 26;
        name[5] = 'a' + i % 26;
        write_file(name, name);
    }
    for (int i = 0; i < 52; i++) {
        name[4] = 'a' + i / 26;
        name[5] = 'a' + i % 26;
        CHECK(holds(name, name));
        CHECK(unlink(name) == 0);
    }
}

// Opening to write neither empties a file nor starts at its end.
static void overwriting(void)
{
    write_file("over", "0123456789");
    write_file("over", "abc");
    CHECK(holds("over", "abc3456789"));
    CHECK(unlink("over") == 0);
}

static void open_modes(void)
{
    write_file("modes", "text");
    int fd = open("modes", O_RDONLY);
    CHECK(write(fd, "x", 1) == -1);
    CHECK(read(fd, buffer, 0) == 0);
    CHECK(read(fd, buffer, -1) == -1);
    CHECK(read(fd, buffer, 4) == 4);
    CHECK(close(fd) == 0);
    fd = open("modes", O_WRONLY);
    CHECK(read(fd, buffer, 1) == -1);
    CHECK(write(fd, "x", 0) == 0);
    CHECK(write(fd, "x", -1) == -1);
    CHECK(write(fd, "T", 1) == 1);
    CHECK(close(fd) == 0);
    fd = open("modes", 3); // O_WRONLY | O_RDWR, which is not readable
    CHECK(read(fd, buffer, 1) == -1);
    CHECK(write(fd, "Te", 2) == 2);
    CHECK(close(fd) == 0);
    fd = open("modes", 4); // a bit without meaning
    CHECK(write(fd, "x", 1) == -1);
    CHECK(read(fd, buffer, 2) == 2 && buffer[0] == 'T');
    CHECK(close(fd) == 0);
    CHECK(open(".", O_RDWR) == -1);
    CHECK(open(".", O_WRONLY) == -1);
    CHECK(open(".", O_CREATE) == -1);
    fd = open(".", O_RDONLY);
    CHECK(fd >= 0);
    CHECK(write(fd, "x", 1) == -1);
    CHECK(close(fd) == 0);
    CHECK(unlink("modes") == 0);
}

static void shared_offset(void)
{
    int fd = create("offset"), copy = dup(fd), other = open("offset", O_RDWR);
    CHECK(write(fd, "ab", 2) == 2);
    CHECK(write(copy, "cd", 2) == 2);
    CHECK(close(fd) == 0);
    CHECK(write(copy, "ef", 2) == 2);
    CHECK(write(other, "X", 1) == 1);
    CHECK(close(copy) == 0);
    CHECK(close(other) == 0);
    CHECK(holds("offset", "Xbcdef"));
    CHECK(unlink("offset") == 0);
}

static void unlinked_but_open(void)
{
    write_file("gone", "hello");
    int fd = open("gone", O_RDWR);
    CHECK(unlink("gone") == 0);
    CHECK(unlink("gone") == -1);
    write_file("gone", "other");
    CHECK(read(fd, buffer, sizeof buffer) == 5 && buffer[0] == 'h');
    CHECK(write(fd, buffer, 10) == 10);
    struct stat st;
    CHECK(fstat(fd, &st) == 0 && st.nlink == 0 && st.size == 15);
    CHECK(close(fd) == 0);
    CHECK(holds("gone", "other"));
    CHECK(unlink("gone") == 0);
}

static void statuses(void)
{
    struct stat st, again;
    CHECK(stat("/", &st) == 0 && st.type == T_DIR && st.ino == 1 && st.dev == 1);
    write_file("status", "12345");
    CHECK(stat("status", &st) == 0 && st.type == T_FILE && st.nlink == 1 && st.size == 5);
    CHECK(link("status", "status2") == 0);
    CHECK(stat("status2", &again) == 0 && again.ino == st.ino && again.nlink == 2);
    CHECK(unlink("status") == 0);
    CHECK(stat("status2", &again) == 0 && again.ino == st.ino && again.nlink == 1);
    CHECK(unlink("status2") == 0);
    CHECK(mkdir("statusdir") == 0);
    CHECK(stat("statusdir", &st) == 0 && st.type == T_DIR && st.nlink == 1 && st.size == 2 * sizeof(struct dirent));
    CHECK(unlink("statusdir") == 0);
    CHECK(fstat(0, &st) == 0 && st.type == T_DEV);
    CHECK(fstat(FIRST_FREE_FD, &st) == -1);
    CHECK(fstat(0, (struct stat *)sbrk(0)) == -1);
}

// A node without a driver can be opened, and nothing else. A node is no place to create a file.
static void device_nodes(void)
{
    CHECK(mknod("device", 7, 3) == 0);
    CHECK(mknod("device", 7, 3) == -1);
    struct stat st;
    CHECK(stat("device", &st) == 0 && st.type == T_DEV && st.size == 0);
    int fd = open("device", O_RDWR);
    CHECK(fd >= 0);
    CHECK(read(fd, buffer, 1) == -1);
    CHECK(write(fd, buffer, 1) == -1);
    CHECK(close(fd) == 0);
    CHECK(open("device", O_CREATE | O_RDWR) == -1);
    CHECK(unlink("device") == 0);
    CHECK(mknod("con2", 1, 9) == 0); // any minor number is the console
    fd = open("con2", O_WRONLY);
    CHECK(write(fd, "", 0) == 0);
    CHECK(close(fd) == 0);
    CHECK(unlink("con2") == 0);
}

static void descriptors_of_a_process(void)
{
    for (int fd = FIRST_FREE_FD; fd < FDS_MAX; fd++)
        CHECK(open("README", O_RDONLY) == fd);
    CHECK(open("README", O_RDONLY) == -1);
    CHECK(dup(0) == -1);
    int ends[2];
    CHECK(pipe(ends) == -1);
    CHECK(close(9) == 0);
    CHECK(pipe(ends) == -1); // needs two, and takes none
    CHECK(dup(0) == 9);
    CHECK(close(7) == 0);
    CHECK(open("README", O_RDONLY) == 7);
}

// Open files of all processes: children hold 12 each until there are no more, which is before 10 of them.
static int hold_ends[2], full_ends[2];

static void hold_files(void)
{
    close(hold_ends[1]);
    close(full_ends[0]);
    int opened = 0;
    while (open("README", O_RDONLY) >= 0)
        opened++;
    buffer[0] = opened;
    write(full_ends[1], buffer, 1);
    read(hold_ends[0], buffer, 1); // ends when the parent closes
}

static void open_files_of_all(void)
{
    CHECK(pipe(hold_ends) == 0);
    CHECK(pipe(full_ends) == 0);
    int children = 0, opened = 0;
    char count = 1;
    while (count > 0 && children < 20) {
        start(hold_files);
        children++;
        CHECK(read(full_ends[0], &count, 1) == 1);
        opened += count;
    }
    CHECK(count == 0);
    CHECK(opened > 80 && opened < 100); // 100, less those that were open before
    CHECK(open("README", O_RDONLY) == -1);
    CHECK(close(hold_ends[1]) == 0);
    while (children-- > 0)
        CHECK(wait() > 0);
    CHECK(exists("README"));
}

const struct test file_tests[] = {
    {"opening", opening},
    {"small-file", small_file},
    {"largest-file", largest_file},
    {"too-large-a-write", too_large_a_write},
    {"write-sizes", write_sizes},
    {"records", records},
    {"many-files", many_files},
    {"overwriting", overwriting},
    {"open-modes", open_modes},
    {"shared-offset", shared_offset},
    {"unlinked-but-open", unlinked_but_open},
    {"statuses", statuses},
    {"device-nodes", device_nodes},
    {"descriptors-of-a-process", descriptors_of_a_process},
    {"open-files-of-all", open_files_of_all},
    {0, 0},
};
