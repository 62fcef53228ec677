#ifndef _SYS_STAT_H
#define _SYS_STAT_H

#include <ros/kstat.h>
#include <sys/types.h>

// The kernel's record is the program's.
struct stat {
    KSTAT_FIELDS
};

_Static_assert(sizeof(struct stat) == sizeof(struct kstat), "stat is kstat");

#define S_IFMT 0170000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFREG 0100000
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)

int stat(const char *path, struct stat *st);
int lstat(const char *path, struct stat *st);
int fstat(int fd, struct stat *st);
int mkdir(const char *path, mode_t mode);

#endif
