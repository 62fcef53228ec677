// CRC-32, Adler-32, MD5 and SHA-1 of a few messages.
#include "check.h"

static u8 message[1000];
static u8 block[64];

static u32 rotate(u32 value, u32 count)
{
    return value << count | value >> (32 - count);
}

static u32 crc32(u32 length)
{
    u32 crc = 0xffffffff;
    for (u32 i = 0; i < length; i++) {
        crc ^= message[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static u32 adler32(u32 length)
{
    u32 a = 1, b = 0;
    for (u32 i = 0; i < length; i++) {
        a = (a + message[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

// The padded message's block at the given place: the message, 0x80, zeros and its length in bits.
static int fill_block(u32 start, u32 length, int big_endian)
{
    u32 total = (length + 8) / 64 * 64 + 64;
    if (start >= total)
        return 0;
    for (u32 i = 0; i < 64; i++) {
        u32 at = start + i;
        u8 value = at < length ? message[at] : at == length ? 0x80 : 0;
        if (at >= total - 8) {
            u32 place = at - (total - 8);
            value = (u8)((u64)length * 8 >> 8 * (big_endian ? 7 - place : place));
        }
        block[i] = value;
    }
    return 1;
}

static void md5(u32 length)
{
    // Words of the sine table, as integers: floor(2^32 * |sin(i + 1)|).
    static const u32 sines[64] = {
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
        0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
        0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
        0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
        0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
        0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
        0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
    static const u8 turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    u32 state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (u32 start = 0; fill_block(start, length, 0); start += 64) {
        u32 a = state[0], b = state[1], c = state[2], d = state[3];
        for (u32 i = 0; i < 64; i++) {
            u32 mixed, word;
            switch (i / 16) {
            case 0: mixed = (b & c) | (~b & d); word = i; break;
            case 1: mixed = (d & b) | (~d & c); word = 5 * i + 1; break;
            case 2: mixed = b ^ c ^ d; word = 3 * i + 5; break;
            default: mixed = c ^ (b | ~d); word = 7 * i; break;
            }
            const u8 *bytes = block + word % 16 * 4;
            u32 value = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (u32)bytes[3] << 24;
            u32 next = b + rotate(a + mixed + sines[i] + value, turns[i / 16][i % 4]);
            a = d;
            d = c;
            c = b;
            b = next;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
    for (int i = 0; i < 16; i++)
        show_hex(state[i / 4] >> i % 4 * 8 & 255, 2);
}

static void sha1(u32 length)
{
    static u32 schedule[80];
    u32 h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    for (u32 start = 0; fill_block(start, length, 1); start += 64) {
        for (int i = 0; i < 16; i++)
            schedule[i] = (u32)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
        for (int i = 16; i < 80; i++)
            schedule[i] = rotate(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
        u32 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            u32 mixed = i < 20 ? ((b & c) | (~b & d)) + 0x5a827999
                      : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                      : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                               : (b ^ c ^ d) + 0xca62c1d6;
            u32 next = rotate(a, 5) + mixed + e + schedule[i];
            e = d;
            d = c;
            c = rotate(b, 30);
            b = a;
            a = next;
        }
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
    }
    for (int i = 0; i < 5; i++)
        show_hex(h[i], 8);
}

static void all(const char *name, u32 length)
{
    show(name);
    show("\n  crc32 ");
    show_hex(crc32(length), 8);
    show(" adler32 ");
    show_hex(adler32(length), 8);
    show("\n  md5 ");
    md5(length);
    show("\n  sha1 ");
    sha1(length);
    show("\n");
}

static void check(void)
{
    all("nothing", 0);
    message[0] = 'a', message[1] = 'b', message[2] = 'c';
    all("abc", 3);
    for (u32 i = 0; i < sizeof message; i++)
        message[i] = (u8)(i * i + i / 7);
    all("55 bytes", 55);
    all("56 bytes", 56);
    all("64 bytes", 64);
    all("1000 bytes", 1000);
}
