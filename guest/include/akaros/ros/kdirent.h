// One entry of a directory: each read of an open directory gives one; the count returned is only > 0, 0 at the end.
#ifndef ROS_KDIRENT_H
#define ROS_KDIRENT_H

#include <stddef.h>
#include <stdint.h>

struct kdirent {
    uint64_t d_ino;
    uint64_t d_off;
    uint16_t d_reclen;
    uint8_t d_type;
    char d_name[256];
} __attribute__((aligned(8)));

_Static_assert(offsetof(struct kdirent, d_off) == 8, "d_off");
_Static_assert(offsetof(struct kdirent, d_reclen) == 16, "d_reclen");
_Static_assert(offsetof(struct kdirent, d_type) == 18, "d_type");
_Static_assert(offsetof(struct kdirent, d_name) == 19, "d_name");
_Static_assert(sizeof(struct kdirent) == 280, "kdirent");

#endif
