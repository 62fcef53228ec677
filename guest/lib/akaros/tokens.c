// Taking strings apart.
#include <string.h>

char *strpbrk(const char *text, const char *accepted)
{
    text += strcspn(text, accepted);
    return *text ? (char *)text : NULL;
}

char *strtok_r(char *text, const char *separators, char **rest)
{
    if (!text)
        text = *rest;
    text += strspn(text, separators);
    if (!*text) {
        *rest = text;
        return NULL;
    }
    char *end = text + strcspn(text, separators);
    *rest = *end ? end + 1 : end;
    *end = 0;
    return text;
}

char *strtok(char *text, const char *separators)
{
    static char *rest = "";
    return strtok_r(text, separators, &rest);
}

int strcasecmp(const char *a, const char *b)
{
    return strncasecmp(a, b, (size_t)-1);
}

int strncasecmp(const char *a, const char *b, size_t count)
{
    for (; count > 0; a++, b++, count--) {
        int x = *a >= 'A' && *a <= 'Z' ? *a + 32 : (unsigned char)*a;
        int y = *b >= 'A' && *b <= 'Z' ? *b + 32 : (unsigned char)*b;
        if (x != y || !x)
            return x - y;
    }
    return 0;
}
