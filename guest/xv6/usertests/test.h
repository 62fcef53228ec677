// A test is a function that runs in a process of its own, in the root directory, and returns if all is well.
#ifndef USERTESTS_TEST_H
#define USERTESTS_TEST_H

#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"
#include "dirent.h"

#define BLOCK_BYTES 512
#define FILE_BLOCKS_MAX 140 // 12 direct, 128 indirect
#define PAGE_BYTES 4096
#define FIRST_FREE_FD 4     // 3 is where failures are reported
#define FDS_MAX 16          // NOFILE

struct test {
    const char *name; // null after the last of a list
    void (*run)(void);
};

extern const struct test file_tests[], directory_tests[], race_tests[], pipe_tests[], process_tests[], memory_tests[],
    argument_tests[], alarm_tests[];

// In a test or a child of it: says which line failed and ends the process. One such failure fails the test.
#define CHECK(condition) \
    do { \
        if (!(condition)) \
            fail(__FILE_NAME__, __LINE__, #condition); \
    } while (0)

void fail(const char *file, int line, const char *condition) __attribute__((noreturn));

int start(void (*child)(void)); // a child that ends after the function; its pid
void run(void (*child)(void));  // the same, waited for; there must be no other children

int create(const char *path);                           // an empty file or an old one, open for reading and writing
void write_file(const char *path, const char *text);    // made if need be; an old one keeps what is longer
int holds(const char *path, const char *text);          // whether that is the whole file
int exists(const char *path);
int entries_of(const char *path);                       // names in a directory, "." and ".." among them

extern char buffer[8192]; // for whoever needs one

#endif
