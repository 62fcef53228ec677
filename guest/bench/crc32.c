// CRC-32 by table, of 64 KiB again and again.
#include "bench.h"

enum { LENGTH = 65536 };

static u32 table[256];
static u8 data[LENGTH];

u32 kernel(u32 rounds)
{
    for (u32 i = 0; i < 256; i++) {
        u32 c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? 0xedb88320 ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
    for (u32 i = 0; i < LENGTH; i++)
        data[i] = i * 31 + (i >> 8);
    u32 crc = ~0u;
    for (u32 r = 0; r < rounds * 60; r++)
        for (u32 i = 0; i < LENGTH; i++)
            crc = table[(crc ^ data[i]) & 0xff] ^ (crc >> 8);
    return ~crc;
}
