// What stat, lstat and fstat write: 88 bytes.
#ifndef ROS_KSTAT_H
#define ROS_KSTAT_H

#include <stddef.h>
#include <stdint.h>

#define KSTAT_FIELDS     \
    uint64_t st_dev;     \
    uint64_t st_ino;     \
    uint32_t st_mode;    \
    uint32_t st_nlink;   \
    uint32_t st_uid;     \
    uint32_t st_gid;     \
    uint64_t st_rdev;    \
    uint64_t st_size;    \
    uint64_t st_blksize; \
    uint64_t st_blocks;  \
    uint64_t st_atime;   \
    uint64_t st_mtime;   \
    uint64_t st_ctime;   /* times in seconds */

struct kstat {
    KSTAT_FIELDS
};

_Static_assert(offsetof(struct kstat, st_ino) == 8, "st_ino");
_Static_assert(offsetof(struct kstat, st_mode) == 16, "st_mode");
_Static_assert(offsetof(struct kstat, st_nlink) == 20, "st_nlink");
_Static_assert(offsetof(struct kstat, st_uid) == 24, "st_uid");
_Static_assert(offsetof(struct kstat, st_gid) == 28, "st_gid");
_Static_assert(offsetof(struct kstat, st_rdev) == 32, "st_rdev");
_Static_assert(offsetof(struct kstat, st_size) == 40, "st_size");
_Static_assert(offsetof(struct kstat, st_blksize) == 48, "st_blksize");
_Static_assert(offsetof(struct kstat, st_blocks) == 56, "st_blocks");
_Static_assert(offsetof(struct kstat, st_atime) == 64, "st_atime");
_Static_assert(offsetof(struct kstat, st_mtime) == 72, "st_mtime");
_Static_assert(offsetof(struct kstat, st_ctime) == 80, "st_ctime");
_Static_assert(sizeof(struct kstat) == 88, "kstat");

#endif
