// Lists #A and #s with two alarms and a posted timer in them, and says what stat knows of each name.
#include "timer.h"
#include <ros/kdirent.h>
#include <sys/stat.h>

static void show_stat(const char *path)
{
    struct stat st;
    if (stat(path, &st) < 0) {
        perror(path);
        return;
    }
    printf("%-14s %s mode %06o nlink %u uid %u gid %u size %llu blksize %llu blocks %llu\n", path,
           S_ISDIR(st.st_mode) ? "dir " : "file", st.st_mode, st.st_nlink, st.st_uid, st.st_gid, st.st_size,
           st.st_blksize, st.st_blocks);
}

static void list(const char *directory)
{
    int fd = open(directory, O_RDONLY);
    if (fd < 0) {
        perror(directory);
        return;
    }
    printf("in %s:\n", directory);
    struct kdirent entry;
    while (read(fd, &entry, sizeof entry) > 0) {
        char path[80];
        snprintf(path, sizeof path, "%s/%s", directory, entry.d_name);
        show_stat(path);
    }
    close(fd);
}

int main(void)
{
    struct event_queue *queue = new_queue(EVENT_IPI | EVENT_SPAM_PUBLIC);
    struct timer first = open_timer(queue), second = open_timer(queue);
    int posted = open("#s/dirs", O_WRONLY | O_CREAT | O_EXCL, 0666);
    char number[12];
    snprintf(number, sizeof number, "%d", first.timer);
    write_text(posted, number, "cannot post");

    show_stat("#A");
    show_stat("#s");
    list("#A");
    list("#A/a0");
    list("#A/a1");
    list("#s");
    close(second.ctl);
    close(second.timer);
    printf("after closing the second alarm\n");
    list("#A");
    list("#A/a1");
    unlink("#s/dirs");
    list("#s");
    show_stat("#A/none");
    printf("dirs: done\n");
    return 0;
}
