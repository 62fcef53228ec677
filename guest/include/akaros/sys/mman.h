#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H

#include <sys/types.h>

#define PROT_NONE 0x0
#define PROT_READ 0x1
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4

#define MAP_SHARED 0x0001
#define MAP_PRIVATE 0x0002
#define MAP_FIXED 0x0010
#define MAP_ANONYMOUS 0x0020
#define MAP_ANON MAP_ANONYMOUS
#define MAP_POPULATE 0x8000

#define MAP_FAILED ((void *)-1)

// The kernel maps anonymous private memory only.
void *mmap(void *address, size_t length, int protection, int flags, int fd, size_t offset);
int munmap(void *address, size_t length);

#endif
