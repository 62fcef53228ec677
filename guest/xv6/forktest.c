// fork fails, and only that, when there is no place for one more process; all children can be waited for.
#include "types.h"
#include "stat.h"
#include "user.h"

#define FORKS_MAX 1000

// Written whole, not by character, so that it is one line among those of other processes.
static void say(const char *text)
{
    write(1, text, strlen(text));
}

static void fail(const char *text)
{
    say(text);
    exit();
}

int main(void)
{
    say("fork test\n");
    int children = 0;
    for (int child; (child = fork()) >= 0;) {
        if (child == 0)
            exit();
        if (++children == FORKS_MAX)
            fail("fork claimed to work too often!\n");
    }
    for (; children > 0; children--)
        if (wait() < 0)
            fail("wait stopped early\n");
    if (wait() != -1)
        fail("wait got too many\n");
    say("fork test OK\n");
    exit();
}
