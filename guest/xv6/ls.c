// Lists files and what is in directories: name, type, inode number, bytes.
#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"
#include "dirent.h"

#define PATH_BYTES 512

// The last part of a path, filled up with blanks to the width of a name in a directory.
static const char *padded(const char *path)
{
    static char name[NAME_BYTES + 1];
    const char *last = path;
    for (const char *c = path; *c; c++)
        if (*c == '/')
            last = c + 1;
    int length = strlen(last);
    if (length >= NAME_BYTES)
        return last;
    memset(name, ' ', NAME_BYTES);
    memmove(name, last, length);
    return name;
}

static void show(const char *path, const struct stat *st)
{
    printf(1, "%s %d %d %d\n", padded(path), st->type, st->ino, st->size);
}

static void list_directory(const char *path, int fd)
{
    char full[PATH_BYTES];
    uint length = strlen(path);
    if (length + 1 + NAME_BYTES + 1 > sizeof full) {
        printf(1, "ls: path too long\n");
        return;
    }
    strcpy(full, path);
    full[length] = '/';

    struct dirent entry;
    struct stat st;
    while (read(fd, &entry, sizeof entry) == sizeof entry) {
        if (entry.inum == 0)
            continue;
        memmove(full + length + 1, entry.name, NAME_BYTES);
        full[length + 1 + NAME_BYTES] = 0;
        if (stat(full, &st) < 0)
            printf(1, "ls: cannot stat %s\n", full);
        else
            show(full, &st);
    }
}

static void list(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    if (fd < 0) {
        printf(2, "ls: cannot open %s\n", path);
        return;
    }
    if (fstat(fd, &st) < 0)
        printf(2, "ls: cannot stat %s\n", path);
    else if (st.type == T_DIR)
        list_directory(path, fd);
    else if (st.type == T_FILE) // a device that is named shows nothing, as in xv6
        show(path, &st);
    close(fd);
}

int main(int argc, char *argv[])
{
    if (argc < 2)
        list(".");
    for (int i = 1; i < argc; i++)
        list(argv[i]);
    exit();
}
