// Paths, directories and links.
#include "test.h"

static void links(void)
{
    write_file("first", "hello");
    CHECK(link("first", "second") == 0);
    CHECK(link("first", "second") == -1);
    CHECK(unlink("first") == 0);
    CHECK(!exists("first"));
    CHECK(holds("second", "hello"));
    CHECK(link("second", "second") == -1);
    CHECK(link("second", "no-such-dir/second") == -1);
    CHECK(unlink("second") == 0);
    CHECK(link("second", "first") == -1);
    CHECK(link(".", "first") == -1);
    CHECK(!exists("first"));
}

static void changing_directory(void)
{
    CHECK(mkdir("change") == 0);
    CHECK(mkdir("change") == -1);
    CHECK(chdir("change") == 0);
    CHECK(chdir("..") == 0);
    CHECK(chdir("README") == -1);
    CHECK(chdir("no-such-dir") == -1);
    CHECK(unlink("change") == 0);
    CHECK(unlink("change") == -1);
}

static void subdirectories(void)
{
    CHECK(mkdir("dd") == 0);
    write_file("dd/ff", "ff");
    CHECK(unlink("dd") == -1); // not empty
    CHECK(mkdir("/dd/dd") == 0);
    write_file("dd/dd/ff", "FF");
    CHECK(holds("dd/dd/../ff", "ff"));
    CHECK(holds("/dd//dd///ff", "FF"));
    CHECK(link("dd/dd/ff", "dd/dd/ffff") == 0);
    CHECK(unlink("dd/dd/ff") == 0);
    CHECK(!exists("dd/dd/ff"));

    CHECK(chdir("dd") == 0);
    CHECK(chdir("dd/../../dd") == 0);
    CHECK(chdir("dd/../../../dd") == 0); // the root's parent is the root
    CHECK(chdir("./..") == 0);
    CHECK(holds("dd/dd/ffff", "FF"));

    CHECK(create("dd/ff/ff") == -1); // through a file
    CHECK(create("dd/xx/ff") == -1); // through nothing
    CHECK(open("dd", O_CREATE) == -1);
    CHECK(open("dd", O_RDWR) == -1);
    CHECK(link("dd/ff/ff", "dd/dd/xx") == -1);
    CHECK(link("dd/xx/ff", "dd/dd/xx") == -1);
    CHECK(link("dd/ff", "dd/dd/ffff") == -1);
    CHECK(mkdir("dd/ff/ff") == -1);
    CHECK(mkdir("dd/xx/ff") == -1);
    CHECK(mkdir("dd/dd/ffff") == -1);
    CHECK(unlink("dd/xx/ff") == -1);
    CHECK(unlink("dd/ff/ff") == -1);
    CHECK(chdir("dd/ff") == -1);
    CHECK(chdir("dd/xx") == -1);

    CHECK(unlink("dd/dd/ffff") == 0);
    CHECK(unlink("dd/ff") == 0);
    CHECK(unlink("dd") == -1);
    CHECK(unlink("dd/dd") == 0);
    CHECK(unlink("dd") == 0);
}

static void dots_stay(void)
{
    CHECK(mkdir("dots") == 0);
    CHECK(chdir("dots") == 0);
    CHECK(unlink(".") == -1);
    CHECK(unlink("..") == -1);
    CHECK(chdir("/") == 0);
    CHECK(unlink("dots/.") == -1);
    CHECK(unlink("dots/..") == -1);
    CHECK(unlink("/") == -1);
    CHECK(unlink("") == -1);
    CHECK(unlink("dots") == 0);
}

// Names are cut to 14 characters.
static void fourteen_characters(void)
{
    CHECK(mkdir("12345678901234") == 0);
    CHECK(mkdir("12345678901234/123456789012345") == 0);
    int fd = open("123456789012345/123456789012345/123456789012345", O_CREATE);
    CHECK(fd >= 0);
    CHECK(close(fd) == 0);
    CHECK(exists("12345678901234/12345678901234/12345678901234"));
    CHECK(mkdir("12345678901234/12345678901234") == -1);
    CHECK(mkdir("123456789012345/12345678901234") == -1);
    CHECK(unlink("12345678901234/12345678901234/12345678901234x") == 0);
    CHECK(unlink("12345678901234/12345678901234") == 0);
    CHECK(unlink("12345678901234") == 0);
}

static void files_are_no_directories(void)
{
    int fd = open("plain", O_CREATE);
    CHECK(fd >= 0);
    CHECK(close(fd) == 0);
    CHECK(chdir("plain") == -1);
    CHECK(open("plain/xx", O_RDONLY) == -1);
    CHECK(open("plain/xx", O_CREATE) == -1);
    CHECK(mkdir("plain/xx") == -1);
    CHECK(unlink("plain/xx") == -1);
    CHECK(link("README", "plain/xx") == -1);
    CHECK(exists("plain/")); // but one that ends in a slash is the file
    CHECK(unlink("plain") == 0);
}

// An empty path is the current directory; nothing is made of it. More directories in turn than can be held at once.
static void empty_names(void)
{
    for (int i = 0; i < 51; i++) {
        CHECK(mkdir("irefd") == 0);
        CHECK(chdir("irefd") == 0);
        CHECK(mkdir("") == -1);
        CHECK(link("/README", "") == -1);
        CHECK(open("", O_CREATE) == -1);
        CHECK(unlink("") == -1);
        CHECK(exists(""));
        int fd = open("xx", O_CREATE);
        CHECK(fd >= 0);
        CHECK(close(fd) == 0);
        CHECK(unlink("xx") == 0);
    }
    for (int i = 0; i < 51; i++) {
        CHECK(chdir("..") == 0);
        CHECK(unlink("irefd") == 0);
    }
    struct stat st;
    CHECK(stat("", &st) == 0 && st.ino == 1);
}

// A directory of more than its direct blocks; it keeps its size when it is empty again.
static void big_directory(void)
{
    char name[] = "big/???";
    struct stat before, after;
    CHECK(mkdir("big") == 0);
    write_file("bd", "");
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 500; i++) {
            name[4] = 'x';
            name[5] = '0' + i / 64;
            name[6] = '0' + i % 64;
            CHECK((round == 0 ? link("bd", name) : unlink(name)) == 0);
        }
        CHECK(stat("big", round == 0 ? &before : &after) == 0);
    }
    CHECK(before.size == 502 * sizeof(struct dirent) && after.size == before.size);
    CHECK(entries_of("big") == 2);
    CHECK(unlink("bd") == 0);
    CHECK(unlink("big") == 0);
}

// The place of a name that was removed is the first to be used again.
static void places_are_used_again(void)
{
    struct stat before, after;
    CHECK(mkdir("places") == 0);
    write_file("places/a", "");
    write_file("places/b", "");
    CHECK(stat("places", &before) == 0);
    CHECK(unlink("places/a") == 0);
    write_file("places/c", "");
    CHECK(stat("places", &after) == 0 && after.size == before.size);
    int fd = open("places", O_RDONLY);
    struct dirent entries[4];
    CHECK(read(fd, entries, sizeof entries) == sizeof entries);
    CHECK(strcmp(entries[0].name, ".") == 0 && strcmp(entries[1].name, "..") == 0);
    CHECK(strcmp(entries[2].name, "c") == 0 && strcmp(entries[3].name, "b") == 0);
    CHECK(close(fd) == 0);
    CHECK(unlink("places/b") == 0);
    CHECK(unlink("places/c") == 0);
    CHECK(unlink("places") == 0);
}

// A removed directory that somebody is in goes when he leaves; until then it is a directory without a name.
static void removed_while_inside(void)
{
    CHECK(mkdir("inside") == 0);
    CHECK(chdir("inside") == 0);
    CHECK(unlink("../inside") == 0);
    CHECK(!exists("/inside"));
    CHECK(chdir("/") == 0);
}

static void enter_and_remove(void)
{
    CHECK(mkdir("inside") == 0);
    CHECK(chdir("inside") == 0);
    CHECK(unlink("../inside") == 0);
}

static void ended_in_a_removed_directory(void)
{
    run(enter_and_remove);
    CHECK(!exists("inside"));
    CHECK(mkdir("inside") == 0);
    CHECK(unlink("inside") == 0);
}

// Makes and removes more than there are inodes and blocks: what is removed comes back.
static void space_comes_back(void)
{
    for (int round = 0; round < 30; round++) {
        int fd = create("space");
        CHECK(fd >= 0);
        for (int i = 0; i < 10; i++)
            CHECK(write(fd, buffer, 4096) == 4096);
        CHECK(close(fd) == 0);
        CHECK(unlink("space") == 0);
    }
    for (int round = 0; round < 220; round++) {
        CHECK(mkdir("space") == 0);
        CHECK(unlink("space") == 0);
    }
}

const struct test directory_tests[] = {
    {"links", links},
    {"changing-directory", changing_directory},
    {"subdirectories", subdirectories},
    {"dots-stay", dots_stay},
    {"fourteen-characters", fourteen_characters},
    {"files-are-no-directories", files_are_no_directories},
    {"empty-names", empty_names},
    {"big-directory", big_directory},
    {"places-are-used-again", places_are_used_again},
    {"removed-while-inside", removed_while_inside},
    {"ended-in-a-removed-directory", ended_in_a_removed_directory},
    {"space-comes-back", space_comes_back},
    {0, 0},
};
