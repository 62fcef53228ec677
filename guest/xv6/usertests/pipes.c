// Pipes: 512 bytes between ends that processes share.
#include "test.h"

#define PIPE_BYTES 512

static int ends[2];

// A sequence of bytes in writes of 1033, read in growing pieces.
static void write_sequence(void)
{
    int next = 0;
    close(ends[0]);
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 1033; j++)
            buffer[j] = next++;
        CHECK(write(ends[1], buffer, 1033) == 1033);
    }
}

static void a_sequence(void)
{
    CHECK(pipe(ends) == 0);
    int pid = start(write_sequence), total = 0, got;
    CHECK(close(ends[1]) == 0);
    for (int wanted = 1; (got = read(ends[0], buffer, wanted)) > 0; wanted += wanted < 1000 ? wanted : 0)
        for (int i = 0; i < got; i++)
            CHECK((uchar)buffer[i] == (uchar)total++);
    CHECK(got == 0);
    CHECK(total == 5 * 1033);
    CHECK(wait() == pid);
}

static void ends_and_numbers(void)
{
    CHECK(pipe(ends) == 0);
    CHECK(ends[0] == FIRST_FREE_FD && ends[1] == FIRST_FREE_FD + 1);
    struct stat st;
    CHECK(fstat(ends[0], &st) == -1);
    CHECK(read(ends[1], buffer, 1) == -1);
    CHECK(write(ends[0], buffer, 1) == -1);
    CHECK(write(ends[1], "abc", 3) == 3);
    CHECK(read(ends[0], buffer, 2) == 2); // less than there is
    CHECK(read(ends[0], buffer, 100) == 1 && buffer[0] == 'c'); // more than there is
    CHECK(close(ends[1]) == 0);
    CHECK(read(ends[0], buffer, 1) == 0);
    CHECK(read(ends[0], buffer, 1) == 0);
}

// Without a reader a write still succeeds while there is room.
static void no_reader(void)
{
    CHECK(pipe(ends) == 0);
    CHECK(close(ends[0]) == 0);
    CHECK(write(ends[1], buffer, 1) == 1);
    CHECK(write(ends[1], buffer, PIPE_BYTES - 1) == PIPE_BYTES - 1);
    CHECK(write(ends[1], buffer, 1) == -1);
    CHECK(close(ends[1]) == 0);
    CHECK(pipe(ends) == 0);
    CHECK(close(ends[0]) == 0);
    CHECK(write(ends[1], buffer, PIPE_BYTES + 88) == -1);
}

// A writer blocks when the pipe is full, and fails when the last reader goes.
static void write_too_much(void)
{
    close(ends[0]);
    CHECK(write(ends[1], buffer, 2 * PIPE_BYTES) == -1);
}

static void reader_goes(void)
{
    CHECK(pipe(ends) == 0);
    int pid = start(write_too_much);
    sleep(3);
    CHECK(read(ends[0], buffer, 100) == 100);
    CHECK(close(ends[0]) == 0);
    CHECK(wait() == pid);
}

// Writers' pieces stay whole as long as each fits what is free.
#define WRITERS 5
#define RECORD_BYTES 16

static int writer;

static void write_records(void)
{
    char record[RECORD_BYTES];
    memset(record, 'A' + writer, sizeof record);
    for (int i = 0; i < 100; i++)
        CHECK(write(ends[1], record, sizeof record) == sizeof record);
}

static void many_writers(void)
{
    int counts[WRITERS] = {0}, got;
    CHECK(pipe(ends) == 0);
    for (writer = 0; writer < WRITERS; writer++)
        start(write_records);
    CHECK(close(ends[1]) == 0);
    while ((got = read(ends[0], buffer, sizeof buffer)) > 0)
        for (int i = 0; i < got; i++) {
            int by = buffer[i] - 'A';
            CHECK(by >= 0 && by < WRITERS);
            counts[by]++;
        }
    CHECK(got == 0);
    for (int i = 0; i < WRITERS; i++) {
        CHECK(counts[i] == 100 * RECORD_BYTES);
        CHECK(wait() > 0);
    }
}

// Bytes go through a chain of processes, each with a pipe on both sides, as in the shell.
#define STAGES 5

static int stage_in, stage_out;

static void pass_on(void)
{
    for (char c; read(stage_in, &c, 1) == 1;)
        CHECK(write(stage_out, &c, 1) == 1);
}

static void a_chain(void)
{
    CHECK(pipe(ends) == 0);
    for (int i = 0; i < 300; i++)
        buffer[i] = i;
    CHECK(write(ends[1], buffer, 300) == 300);
    CHECK(close(ends[1]) == 0);
    stage_in = ends[0];
    for (int i = 0; i < STAGES; i++) {
        CHECK(pipe(ends) == 0);
        stage_out = ends[1];
        start(pass_on);
        CHECK(close(stage_in) == 0);
        CHECK(close(ends[1]) == 0);
        stage_in = ends[0];
    }
    memset(buffer, 0, 300);
    for (int i = 0; i < 300; i++)
        CHECK(read(stage_in, buffer + i, 1) == 1);
    CHECK(read(stage_in, buffer + 300, 1) == 0);
    for (int i = 0; i < 300; i++)
        CHECK(buffer[i] == (char)i);
    for (int i = 0; i < STAGES; i++)
        CHECK(wait() > 0);
}

// Whoever waits for a pipe can be killed.
static void read_nothing(void)
{
    read(ends[0], buffer, 1);
    CHECK(!"reading an empty pipe came to an end");
}

static void write_for_ever(void)
{
    for (;;)
        write(ends[1], buffer, PIPE_BYTES);
}

static void killed_while_waiting(void)
{
    CHECK(pipe(ends) == 0);
    int reader = start(read_nothing);
    sleep(2);
    CHECK(kill(reader) == 0);
    CHECK(wait() == reader);
    int writer_pid = start(write_for_ever);
    sleep(2);
    CHECK(kill(writer_pid) == 0);
    CHECK(wait() == writer_pid);
}

const struct test pipe_tests[] = {
    {"a-sequence", a_sequence},
    {"ends-and-numbers", ends_and_numbers},
    {"no-reader", no_reader},
    {"reader-goes", reader_goes},
    {"many-writers", many_writers},
    {"a-chain", a_chain},
    {"killed-while-waiting", killed_while_waiting},
    {0, 0},
};
