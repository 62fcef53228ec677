// The shell: words, < > >>, pipes, lists with ;, background with &, parentheses, and cd. No quotes, no search path.
//
//   line  = pipe { & } [ ; line ]        block    = ( line ) { redirect }
//   pipe  = (block | plain) [ | pipe ]   redirect = (< | > | >>) word
//   plain = { word | redirect }
//
// A line is parsed in the child that runs it, into a tree in static memory. > and >> both write from the file's start.
#include "types.h"
#include "stat.h"
#include "user.h"
#include "fcntl.h"

#define LINE_BYTES 100
#define WORDS_MAX 9        // of one command
#define NODES_MAX 256      // more than a line of LINE_BYTES can have
#define WORD_ENDS_MAX 64   // likewise

enum kind { PLAIN, REDIRECT, PIPE, LIST, BACKGROUND };

struct node {
    enum kind kind;
    struct node *left;  // of a redirect and of a background command: what it is applied to
    struct node *right;
    char **words;       // of a plain command, null-terminated
    char *file;         // of a redirect
    int mode, fd;       // how the file is opened, and as which descriptor
};

static struct node nodes[NODES_MAX];
static int node_count;
static char *words[LINE_BYTES * 2]; // of all plain commands, each list with its null
static int word_count;
static char *word_ends[WORD_ENDS_MAX]; // where zeros go when nobody looks for delimiters any more
static int word_end_count;
static char *at; // the first character not parsed yet

static void fail(const char *message)
{
    printf(2, "%s\n", message);
    exit();
}

static int fork_or_fail(void)
{
    int pid = fork();
    if (pid == -1)
        fail("fork");
    return pid;
}

// Tokens.

static int next_is_one_of(const char *symbols)
{
    while (*at && strchr(" \t\r\n\v", *at))
        at++;
    return *at && strchr(symbols, *at);
}

static int ends_word(char c)
{
    return c == 0 || strchr(" \t\r\n\v<|>&;()", c) != 0;
}

// Null, and nothing taken, if what comes next is no word.
static char *take_word(void)
{
    if (next_is_one_of("<|>&;()") || *at == 0)
        return 0;
    char *word = at;
    while (!ends_word(*at))
        at++;
    word_ends[word_end_count++] = at;
    return word;
}

static int take(const char *symbol)
{
    int found = next_is_one_of(symbol);
    at += found;
    return found;
}

// Parser.

static struct node *parse_line(void);

static struct node *new_node(enum kind kind, struct node *left, struct node *right)
{
    struct node *node = &nodes[node_count++];
    node->kind = kind;
    node->left = left;
    node->right = right;
    return node;
}

static struct node *parse_redirects(struct node *command)
{
    while (next_is_one_of("<>")) {
        int is_input = *at++ == '<';
        if (!is_input && *at == '>')
            at++;
        command = new_node(REDIRECT, command, 0);
        command->file = take_word();
        if (command->file == 0)
            fail("missing file for redirection");
        command->mode = is_input ? O_RDONLY : O_WRONLY | O_CREATE;
        command->fd = is_input ? 0 : 1;
    }
    return command;
}

static struct node *parse_block(void)
{
    struct node *command = parse_line();
    if (!take(")"))
        fail("syntax - missing )");
    return parse_redirects(command);
}

static struct node *parse_plain(void)
{
    struct node *plain = new_node(PLAIN, 0, 0);
    plain->words = words + word_count;
    struct node *command = parse_redirects(plain);
    while (!next_is_one_of("|)&;") && *at) {
        char *word = take_word();
        if (word == 0)
            fail("syntax");
        words[word_count++] = word;
        if (words + word_count - plain->words > WORDS_MAX)
            fail("too many args");
        command = parse_redirects(command);
    }
    words[word_count++] = 0;
    return command;
}

static struct node *parse_pipe(void)
{
    struct node *command = take("(") ? parse_block() : parse_plain();
    return take("|") ? new_node(PIPE, command, parse_pipe()) : command;
}

static struct node *parse_line(void)
{
    struct node *command = parse_pipe();
    while (take("&"))
        command = new_node(BACKGROUND, command, 0);
    return take(";") ? new_node(LIST, command, parse_line()) : command;
}

static struct node *parse(char *line)
{
    at = line;
    struct node *command = parse_line();
    next_is_one_of("");
    if (*at) {
        printf(2, "leftovers: %s\n", at);
        fail("syntax");
    }
    while (word_end_count > 0)
        *word_ends[--word_end_count] = 0;
    return command;
}

// Running: in a process of its own, which ends with the command.

static void run(const struct node *command) __attribute__((noreturn));

static void run_with(const struct node *command, int fd, const int ends[2])
{
    close(fd);
    dup(ends[fd]); // the read end as 0 or the write end as 1
    close(ends[0]);
    close(ends[1]);
    run(command);
}

static void run_pipe(const struct node *command)
{
    int ends[2];
    if (pipe(ends) < 0)
        fail("pipe");
    if (fork_or_fail() == 0)
        run_with(command->left, 1, ends);
    if (fork_or_fail() == 0)
        run_with(command->right, 0, ends);
    close(ends[0]);
    close(ends[1]);
    wait();
    wait();
}

static void run(const struct node *command)
{
    switch (command->kind) {
    case PLAIN:
        if (command->words[0]) {
            exec(command->words[0], command->words);
            printf(2, "exec %s failed\n", command->words[0]);
        }
        break;
    case REDIRECT: // the last one of several is the outermost, so the first one wins
        close(command->fd);
        if (open(command->file, command->mode) >= 0)
            run(command->left);
        printf(2, "open %s failed\n", command->file);
        break;
    case PIPE:
        run_pipe(command);
        break;
    case LIST:
        if (fork_or_fail() == 0)
            run(command->left);
        wait();
        run(command->right);
    case BACKGROUND:
        if (fork_or_fail() == 0)
            run(command->left);
        break;
    }
    exit();
}

static void change_directory(char *line)
{
    line[strlen(line) - 1] = 0; // the line end
    char *path = line + 3;
    if (chdir(path) < 0)
        printf(2, "cannot cd %s\n", path);
}

int main(void)
{
    static char line[LINE_BYTES];
    int fd;
    while ((fd = open("console", O_RDWR)) >= 0 && fd < 3) // so that 0, 1 and 2 are open
        ;
    close(fd);

    for (;;) {
        printf(2, "$ ");
        memset(line, 0, sizeof line);
        gets(line, sizeof line);
        if (line[0] == 0)
            exit();
        if (line[0] == 'c' && line[1] == 'd' && line[2] == ' ') { // a child could only change its own directory
            change_directory(line);
        } else {
            if (fork_or_fail() == 0)
                run(parse(line));
            wait();
        }
    }
}
