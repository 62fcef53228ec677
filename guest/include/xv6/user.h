// What an xv6 user program may call. types.h and stat.h come first, as xv6's programs include them.
#ifndef XV6_USER_H
#define XV6_USER_H

struct stat;

// System calls (lib/xv6/usys.S): -1 on failure, there is no errno.
int fork(void);
int exit(void) __attribute__((noreturn));
int wait(void);
int pipe(int *fds);
int write(int fd, const void *buffer, int count);
int read(int fd, void *buffer, int count);
int close(int fd);
int kill(int pid);
int exec(char *path, char **argv);
int open(const char *path, int mode);
int mknod(const char *path, short major, short minor);
int unlink(const char *path);
int fstat(int fd, struct stat *st);
int link(const char *from, const char *to);
int mkdir(const char *path);
int chdir(const char *path);
int dup(int fd);
int getpid(void);
char *sbrk(int bytes);
int sleep(int ticks);
int uptime(void);
int alarm(int ticks, void (*handler)());

// The library (ulib.c, printf.c, umalloc.c).
int stat(const char *path, struct stat *st);
char *strcpy(char *to, const char *from);
void *memmove(void *to, const void *from, int count);
char *strchr(const char *text, char c);
int strcmp(const char *a, const char *b);
void printf(int fd, const char *format, ...);
char *gets(char *buffer, int max);
uint strlen(const char *text);
void *memset(void *to, int value, uint count);
void *malloc(uint bytes);
void free(void *block);
int atoi(const char *text);

#endif
