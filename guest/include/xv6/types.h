#ifndef XV6_TYPES_H
#define XV6_TYPES_H

typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef uint pde_t;

#endif
