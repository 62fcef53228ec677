// The rest of stdio: characters, lines and error messages, unbuffered.
#include <errno.h>
#include <parlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE standard[3] = {{0}, {1}, {2}};
FILE *const stdin = &standard[0], *const stdout = &standard[1], *const stderr = &standard[2];

int fputc(int c, FILE *file)
{
    char byte = c;
    return write(file->fd, &byte, 1) == 1 ? (unsigned char)c : EOF;
}

int putchar(int c)
{
    return fputc(c, stdout);
}

int fputs(const char *text, FILE *file)
{
    return fprintf(file, "%s", text);
}

int puts(const char *text)
{
    return printf("%s\n", text);
}

int fflush(FILE *file)
{
    return 0; // nothing is ever held back
}

int getchar(void)
{
    return fgetc(stdin);
}

int fgetc(FILE *file)
{
    unsigned char byte;
    return read(file->fd, &byte, 1) == 1 ? byte : EOF;
}

char *fgets(char *buffer, int size, FILE *file)
{
    int length = 0;
    while (length < size - 1 && read(file->fd, &buffer[length], 1) == 1)
        if (buffer[length++] == '\n')
            break;
    if (length == 0)
        return NULL;
    buffer[length] = 0;
    return buffer;
}

void perror(const char *what)
{
    const char *text = errstr();
    dprintf(2, "%s: %s%s%s\n", what, strerror(errno), *text ? ", " : "", text);
}
