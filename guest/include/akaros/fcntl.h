#ifndef _FCNTL_H
#define _FCNTL_H

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_ACCMODE 3
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_SYNC 010000
#define O_ASYNC 020000
#define O_CLOEXEC 02000000
#define O_DIRECTORY 0 // accepted and without effect, as is O_LARGEFILE
#define O_LARGEFILE 0

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4

#define FD_CLOEXEC 1

int open(const char *path, int flags, ...); // with O_CREAT a mode follows
int creat(const char *path, unsigned mode);
int fcntl(int fd, int command, ...);

#endif
