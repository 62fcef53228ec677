// Linked lists, a hash table and a search tree over malloc and free.
#include "check.h"

struct item {
    struct item *next;
    s32 value;
};

static struct item *push(struct item *list, s32 value)
{
    struct item *item = malloc(sizeof *item);
    item->next = list;
    item->value = value;
    return item;
}

static struct item *reversed(struct item *list)
{
    struct item *result = 0;
    while (list) {
        struct item *next = list->next;
        list->next = result;
        result = list;
        list = next;
    }
    return result;
}

static struct item *merged(struct item *a, struct item *b)
{
    struct item *result = 0, **end = &result;
    while (a && b) {
        struct item **smaller = a->value <= b->value ? &a : &b;
        *end = *smaller;
        end = &(*end)->next;
        *smaller = (*smaller)->next;
    }
    *end = a ? a : b;
    return result;
}

// Merge sort by depth, from below: bins[i] holds a sorted list of 2^i items.
static struct item *sorted(struct item *list)
{
    static struct item *bins[16];
    while (list) {
        struct item *one = list;
        list = list->next;
        one->next = 0;
        int i = 0;
        for (; bins[i]; i++) {
            one = merged(bins[i], one);
            bins[i] = 0;
        }
        bins[i] = one;
    }
    struct item *result = 0;
    for (int i = 0; i < 16; i++) {
        result = merged(bins[i], result);
        bins[i] = 0;
    }
    return result;
}

static void show_list(const char *name, struct item *list, int limit)
{
    u32 hash = 5381, length = 0;
    show(name);
    for (struct item *item = list; item; item = item->next, length++) {
        hash = hash * 33 + (u32)item->value;
        if (limit-- > 0) {
            show(" ");
            show_signed(item->value);
        }
    }
    show(" ... ");
    show_unsigned(length);
    show(" items ");
    show_hex(hash, 8);
    show("\n");
}

struct node {
    struct node *children[2];
    s32 key;
};

static struct node *root;

static void insert(s32 key)
{
    struct node **slot = &root;
    while (*slot) {
        if ((*slot)->key == key)
            return;
        slot = &(*slot)->children[key > (*slot)->key];
    }
    *slot = malloc(sizeof **slot);
    (*slot)->children[0] = (*slot)->children[1] = 0;
    (*slot)->key = key;
}

static void erase(s32 key)
{
    struct node **slot = &root;
    while (*slot && (*slot)->key != key)
        slot = &(*slot)->children[key > (*slot)->key];
    struct node *gone = *slot;
    if (!gone)
        return;
    if (gone->children[0] && gone->children[1]) {
        struct node **next = &gone->children[1];
        while ((*next)->children[0])
            next = &(*next)->children[0];
        gone->key = (*next)->key;
        slot = next;
        gone = *slot;
    }
    *slot = gone->children[0] ? gone->children[0] : gone->children[1];
    free(gone);
}

static u32 tree_hash, tree_count;

static void visit(struct node *node)
{
    for (; node; node = node->children[1]) {
        visit(node->children[0]);
        tree_hash = tree_hash * 31 + (u32)node->key;
        tree_count++;
    }
}

static void check(void)
{
    struct item *list = 0;
    u32 state = 4711;
    for (int i = 0; i < 300; i++)
        list = push(list, (s32)(next_random(&state) % 2000) - 1000);
    show_list("pushed", list, 8);
    list = reversed(list);
    show_list("reversed", list, 8);
    list = sorted(list);
    show_list("sorted", list, 8);
    for (struct item **slot = &list; *slot;) {
        struct item *item = *slot;
        if (item->value % 3 == 0) {
            *slot = item->next;
            free(item);
        } else {
            slot = &item->next;
        }
    }
    show_list("without multiples of 3", list, 8);
    while (list) {
        struct item *next = list->next;
        free(list);
        list = next;
    }

    static u8 *blocks[32];
    u32 damaged = 0;
    for (u32 round = 0; round < 600; round++) {
        u32 slot = next_random(&state) % 32, bytes = next_random(&state) % 700 + 2;
        if (blocks[slot]) {
            u32 length = blocks[slot][0] | blocks[slot][1] << 8;
            for (u32 i = 2; i < length; i++)
                damaged += blocks[slot][i] != (u8)(slot * 7 + i);
            free(blocks[slot]);
        }
        blocks[slot] = malloc(bytes);
        blocks[slot][0] = (u8)bytes;
        blocks[slot][1] = (u8)(bytes >> 8);
        for (u32 i = 2; i < bytes; i++)
            blocks[slot][i] = (u8)(slot * 7 + i);
    }
    show_named("damaged bytes", damaged);

    for (int i = 0; i < 400; i++)
        insert((s32)(next_random(&state) % 1000));
    for (s32 key = 0; key < 1000; key += 3)
        erase(key);
    visit(root);
    show_named("tree nodes", tree_count);
    show_named("tree hash", tree_hash);
}
