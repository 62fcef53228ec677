// Files, processes and memory: thin names for system calls.
#include <errno.h>
#include <fcntl.h>
#include <parlib.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORD(value) ((uint32_t)(value))

ssize_t read(int fd, void *buffer, size_t count)
{
    return ros_syscall(SYS_read, fd, WORD(buffer), count, 0, 0, 0);
}

ssize_t write(int fd, const void *buffer, size_t count)
{
    return ros_syscall(SYS_write, fd, WORD(buffer), count, 0, 0, 0);
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    unsigned mode = flags & O_CREAT ? va_arg(rest, unsigned) : 0;
    va_end(rest);
    return ros_syscall(SYS_open, WORD(path), strlen(path), flags, mode, 0, 0);
}

int creat(const char *path, unsigned mode)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int fd)
{
    return ros_syscall(SYS_close, fd, 0, 0, 0, 0, 0);
}

int fcntl(int fd, int command, ...)
{
    va_list rest;
    va_start(rest, command);
    int argument = command == F_DUPFD || command == F_SETFD || command == F_SETFL ? va_arg(rest, int) : 0;
    va_end(rest);
    return ros_syscall(SYS_fcntl, fd, command, argument, 0, 0, 0);
}

int dup(int fd)
{
    return fcntl(fd, F_DUPFD, 0);
}

int fstat(int fd, struct stat *st)
{
    return ros_syscall(SYS_fstat, fd, WORD(st), 0, 0, 0, 0);
}

int stat(const char *path, struct stat *st)
{
    return ros_syscall(SYS_stat, WORD(path), strlen(path), WORD(st), 0, 0, 0);
}

int lstat(const char *path, struct stat *st)
{
    return ros_syscall(SYS_lstat, WORD(path), strlen(path), WORD(st), 0, 0, 0);
}

int unlink(const char *path)
{
    return ros_syscall(SYS_unlink, WORD(path), strlen(path), 0, 0, 0, 0);
}

int mkdir(const char *path, mode_t mode)
{
    return ros_syscall(SYS_mkdir, WORD(path), strlen(path), mode, 0, 0, 0);
}

int rmdir(const char *path)
{
    return ros_syscall(SYS_rmdir, WORD(path), strlen(path), 0, 0, 0, 0);
}

pid_t getpid(void)
{
    return ros_syscall(SYS_getpid, 0, 0, 0, 0, 0, 0);
}

pid_t getppid(void)
{
    return __procinfo.ppid;
}

pid_t fork(void)
{
    return ros_syscall(SYS_fork, 0, 0, 0, 0, 0, 0);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    int ignored;
    return ros_syscall(SYS_waitpid, pid, WORD(status ? status : &ignored), options, 0, 0, 0);
}

pid_t wait(int *status)
{
    return waitpid(-1, status, 0);
}

// Copies a list of strings into argbuf and notes where each will stand in the new image; the list ends with a NULL.
static int pack(struct procinfo *info, char *const list[], int *entries, size_t *used)
{
    for (; list && *list; list++) {
        size_t bytes = strlen(*list) + 1;
        if (*entries >= PROCINFO_MAX_ARGP - 2 || bytes > PROCINFO_ARGBUF_SIZE - *used)
            return -1;
        memcpy(info->argbuf + *used, *list, bytes);
        info->argp[(*entries)++] = (char *)&__procinfo.argbuf[*used];
        *used += bytes;
    }
    info->argp[(*entries)++] = NULL;
    return 0;
}

int execve(const char *path, char *const argv[], char *const envp[])
{
    static struct procinfo info;
    memset(&info, 0, sizeof info);
    int entries = 0;
    size_t used = 0;
    if (pack(&info, argv, &entries, &used) || pack(&info, envp, &entries, &used)) {
        errno = E2BIG;
        errstr()[0] = 0;
        return -1;
    }
    return ros_syscall(SYS_exec, WORD(path), strlen(path), WORD(&info), sizeof info, 0, 0);
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, size_t offset)
{
    return (void *)ros_syscall(SYS_mmap, WORD(address), length, protection, flags, fd, offset);
}

int munmap(void *address, size_t length)
{
    return ros_syscall(SYS_munmap, WORD(address), length, 0, 0, 0, 0);
}
