// A directory is a file of these. inum 0 is a free place; a name of all NAME_BYTES has no zero at its end.
#ifndef XV6_DIRENT_H
#define XV6_DIRENT_H

#define NAME_BYTES 14

struct dirent { // 16 bytes
    ushort inum;
    char name[NAME_BYTES];
};

#endif
