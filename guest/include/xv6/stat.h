#ifndef XV6_STAT_H
#define XV6_STAT_H

#define T_DIR 1
#define T_FILE 2
#define T_DEV 3

struct stat {    // 20 bytes
    short type;    // @0  T_DIR, T_FILE or T_DEV
    int dev;       // @4
    uint ino;      // @8
    short nlink;   // @12
    uint size;     // @16
};

#endif
