// Where the kernel puts what it shares with an i386 process.
#ifndef ROS_MEMLAYOUT_H
#define ROS_MEMLAYOUT_H

#define PGSIZE 4096
#define UDATA 0x7f400000 // struct procdata, writable
#define UINFO 0x7f800000 // struct procinfo, read-only; user memory that may be written ends here

#endif
