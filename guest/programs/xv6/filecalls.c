// Every call on files with good and bad arguments: one line per call with what it returned.
#include "types.h"
#include "stat.h"
#include "fcntl.h"
#include "user.h"

#define SHOW(call) printf(1, "%s = %d\n", #call, (int)(call))

static char buffer[128];
static char *end; // the first byte past this process
static struct stat st;

static void show_stat(const char *what, int result)
{
    printf(1, "%s = %d: type %d dev %d nlink %d size %d\n", what, result, st.type, st.dev, st.nlink, st.size);
}

#define STAT(call) show_stat(#call, call)

static void close_from(int first)
{
    for (int fd = first; fd < 16; fd++)
        close(fd);
}

static void descriptors(void)
{
    printf(1, "-- descriptors\n");
    SHOW(read(3, buffer, 1));
    SHOW(write(3, buffer, 1));
    SHOW(close(3));
    SHOW(dup(3));
    SHOW(fstat(3, &st));
    SHOW(open("text", O_CREATE | O_WRONLY));
    SHOW(write(3, "0123456789", 10));
    SHOW(read(3, buffer, 1));
    SHOW(close(3));
    SHOW(open("text", O_RDONLY));
    SHOW(read(3, buffer, 0));
    SHOW(read(3, buffer, -1));
    SHOW(read(3, buffer, 4));
    SHOW(write(3, buffer, 1));
    SHOW(write(3, buffer, -1));
    SHOW(write(1, buffer, 0));
    SHOW(read(3, end, 1));
    SHOW(read(3, end - 1, 1));
    SHOW(read(3, end - 1, 2));
    SHOW(read(3, (char *)0x80000000, 1));
    SHOW(read(3, end - 8192, 2)); // the guard page, where only the kernel can go
    SHOW(read(3, buffer, sizeof buffer));
    SHOW(read(3, buffer, sizeof buffer));
    STAT(fstat(3, &st));
    SHOW(fstat(3, (struct stat *)(end - 19)));
    SHOW(fstat(3, (struct stat *)(end - 20)));
    int copies = 0;
    while (dup(3) >= 0)
        copies++;
    printf(1, "dup gave %d more\n", copies);
    SHOW(open("text", O_RDONLY));
    SHOW(open("made-without-descriptor", O_CREATE));
    SHOW(pipe((int *)buffer));
    SHOW(close(15));
    SHOW(pipe((int *)buffer));
    SHOW(open("made-without-descriptor", O_RDONLY));
    SHOW(close(15));
    SHOW(close(9));
    SHOW(dup(3));
    close_from(3);
    SHOW(unlink("made-without-descriptor"));
}

static void opening(void)
{
    printf(1, "-- open\n");
    SHOW(open("nosuch", O_RDONLY));
    SHOW(open("", O_RDONLY));
    SHOW(open(".", O_RDONLY));
    SHOW(open("//", O_RDONLY));
    SHOW(open("/./text", O_RDONLY));
    SHOW(open("text/", O_RDONLY));
    SHOW(open("text/x", O_RDONLY));
    SHOW(open("/../../text", O_RDONLY));
    close_from(3);
    SHOW(open(".", O_WRONLY));
    SHOW(open(".", O_RDWR));
    SHOW(open(".", 4));
    SHOW(open(".", O_CREATE));
    SHOW(open("", O_CREATE));
    SHOW(open("/", O_CREATE));
    SHOW(open("text/x", O_CREATE));
    SHOW(open("nodir/x", O_CREATE));
    SHOW(open(end, O_RDONLY));
    SHOW(open((char *)0x80000000, O_RDONLY));
    end[-1] = 0;
    SHOW(open(end - 1, O_CREATE)); // the empty name
    end[-1] = 'x';
    SHOW(open(end - 1, O_CREATE)); // no end
    SHOW(open("text", O_WRONLY | O_RDWR));
    SHOW(read(3, buffer, 1));
    SHOW(write(3, "A", 1));
    SHOW(open("text", 4));
    SHOW(read(4, buffer, 100));
    SHOW(write(4, "A", 1));
    SHOW(open("text", O_CREATE | O_RDWR)); // as it is
    SHOW(read(5, buffer, 100));
    SHOW(buffer[0] == 'A' && buffer[1] == '1');
    SHOW(write(5, "more", 4));
    STAT(fstat(5, &st));
    close_from(3);
    SHOW(open("abcdefghijklmnopqrstuvwxyz", O_CREATE));
    SHOW(open("abcdefghijklmn", O_RDONLY));
    SHOW(open("abcdefghijklmnZZZ", O_RDONLY));
    SHOW(open("abcdefghijklm", O_RDONLY));
    SHOW(unlink("abcdefghijklmnQ"));
    SHOW(open("bytes \x01\x7f\xff #c", O_CREATE));
    SHOW(open("bytes \x01\x7f\xff #c", O_RDONLY));
    SHOW(unlink("bytes \x01\x7f\xff #c"));
    close_from(3);
}

static void directories(void)
{
    printf(1, "-- directories\n");
    SHOW(mkdir("/"));
    SHOW(mkdir(""));
    SHOW(mkdir("."));
    SHOW(mkdir("d"));
    SHOW(mkdir("d"));
    SHOW(mkdir("text"));
    SHOW(mkdir("x/y"));
    SHOW(mkdir("text/y"));
    SHOW(chdir("d"));
    SHOW(chdir("text"));
    SHOW(chdir("../text"));
    SHOW(chdir("nosuch"));
    SHOW(chdir(".."));
    SHOW(chdir(""));
    SHOW(link("text", "d/t"));
    SHOW(link("text", "d/t"));
    SHOW(link("d", "e"));
    SHOW(link("nosuch", "e"));
    SHOW(link("text", "nosuch/e"));
    SHOW(link("text", ""));
    SHOW(link("text", "#c/e"));
    STAT(stat("text", &st));
    STAT(stat("d", &st));
    SHOW(unlink("d"));
    SHOW(unlink("d/t"));
    SHOW(unlink("d/."));
    SHOW(unlink("d/.."));
    SHOW(unlink("d"));
    SHOW(unlink("/"));
    SHOW(unlink("."));
    SHOW(unlink(".."));
    SHOW(unlink("nosuch"));
    SHOW(unlink(""));
    STAT(stat("text", &st));
    SHOW(mkdir("gone"));
    SHOW(chdir("gone"));
    SHOW(unlink("../gone"));
    SHOW(open("x", O_CREATE)); // a directory without a name still takes names
    SHOW(open("x", O_RDONLY));
    SHOW(open(".", O_RDONLY));
    SHOW(chdir("/"));
    close_from(3);
    SHOW(chdir("gone"));
    int fd = open("text", O_RDWR);
    SHOW(unlink("text"));
    SHOW(open("text", O_RDONLY));
    SHOW(read(fd, buffer, 100));
    STAT(fstat(fd, &st));
    SHOW(close(fd));
}

struct entry {
    ushort inum;
    char name[14];
};

static void reading_a_directory(void)
{
    struct entry entry;
    printf(1, "-- entries\n");
    mkdir("d");
    close(open("d/one", O_CREATE));
    close(open("d/fourteen-bytes", O_CREATE));
    int fd = open("d", O_RDONLY);
    STAT(fstat(fd, &st));
    while (read(fd, &entry, sizeof entry) == sizeof entry) {
        char name[15];
        memmove(name, entry.name, 14);
        name[14] = 0;
        printf(1, "%s%s\n", name, entry.inum ? "" : " (free)");
    }
    SHOW(write(fd, buffer, 1));
    close(fd);
    fd = open("d", O_RDONLY);
    SHOW(read(fd, buffer, 7));
    SHOW(read(fd, buffer, 100));
    close(fd);
    SHOW(unlink("d/one"));
    SHOW(unlink("d/fourteen-bytes"));
    SHOW(unlink("d"));
}

static void devices(void)
{
    printf(1, "-- devices\n");
    int fd;
    SHOW(mknod("two", 2, 0));
    SHOW(mknod("two", 2, 0));
    SHOW(mknod("nodir/two", 2, 0));
    SHOW(fd = open("two", O_RDWR));
    SHOW(read(fd, buffer, 1));
    SHOW(write(fd, buffer, 1));
    STAT(fstat(fd, &st));
    SHOW(open("two", O_CREATE));
    close(fd);
    SHOW(mknod("con", 1, 77));
    SHOW(fd = open("con", O_WRONLY));
    SHOW(write(fd, "to the console\n", 15));
    SHOW(read(fd, buffer, 1));
    close(fd);
    SHOW(mknod("negative", -1, 0));
    SHOW(fd = open("negative", O_RDWR));
    SHOW(write(fd, buffer, 1));
    close(fd);
    SHOW(unlink("two"));
    SHOW(unlink("con"));
    SHOW(unlink("negative"));
    STAT(fstat(1, &st));
}

static char big[71681];

static void largest_file(void)
{
    printf(1, "-- the largest file\n");
    int fd = open("big", O_CREATE | O_RDWR);
    SHOW(write(fd, big, 71680));
    STAT(fstat(fd, &st));
    SHOW(write(fd, big, 1));
    close(fd);
    SHOW(unlink("big"));
    fd = open("big", O_CREATE | O_RDWR);
    SHOW(write(fd, big, 71681));
    STAT(fstat(fd, &st));
    close(fd);
    SHOW(unlink("big"));
}

int main(void)
{
    end = sbrk(0);
    descriptors();
    opening();
    directories();
    reading_a_directory();
    devices();
    largest_file();
    printf(1, "filecalls: done\n");
    exit();
}
