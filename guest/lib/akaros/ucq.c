// The consumer of an unbounded queue. The producer is the kernel, which also links in further pages.
#include <string.h>
#include <sys/mman.h>
#include <ucq.h>

int ucq_init(struct ucq *queue)
{
    uint8_t *pages = mmap(NULL, 2 * PGSIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (pages == MAP_FAILED)
        return -1;
    memset((void *)queue, 0, sizeof *queue);
    queue->prod_idx = queue->cons_idx = (uintptr_t)pages;
    queue->spare_pg = (uintptr_t)pages + PGSIZE;
    queue->ucq_ready = true; // last: the kernel drops messages until then
    return 0;
}

static struct ucq_page *page_of(uintptr_t slot)
{
    return (struct ucq_page *)(slot & -PGSIZE);
}

static uint32_t index_of(uintptr_t slot)
{
    return slot % PGSIZE;
}

void ucq_free_pgs(struct ucq *queue)
{
    queue->ucq_ready = false;
    munmap(page_of(queue->cons_idx), PGSIZE);
    if (queue->spare_pg)
        munmap((void *)queue->spare_pg, PGSIZE);
}

// Goes on to the page that the producer has linked, or is about to, and leaves the used-up one as the spare.
static void next_page(struct ucq *queue)
{
    while (__atomic_exchange_n(&queue->u_lock[0], 1, __ATOMIC_ACQUIRE))
        ;
    if (index_of(queue->cons_idx) >= NR_MSG_PER_PAGE) { // nobody else has done it meanwhile
        struct ucq_page *page = page_of(queue->cons_idx);
        while (page->header.cons_next_pg == 0)
            ;
        queue->cons_idx = page->header.cons_next_pg;
        while (page->header.nr_cons < NR_MSG_PER_PAGE) // others may still be copying from it
            ;
        page->header.cons_next_pg = 0;
        page->header.nr_cons = 0;
        uintptr_t displaced = __atomic_exchange_n(&queue->spare_pg, (uintptr_t)page, __ATOMIC_SEQ_CST);
        if (displaced) {
            munmap((void *)displaced, PGSIZE);
            __atomic_fetch_sub(&queue->nr_extra_pgs, 1, __ATOMIC_SEQ_CST);
        }
    }
    __atomic_store_n(&queue->u_lock[0], 0, __ATOMIC_RELEASE);
}

int get_ucq_msg(struct ucq *queue, struct event_msg *message)
{
    uintptr_t slot;
    do {
        slot = queue->cons_idx;
        if (slot == queue->prod_idx)
            return -1;
        while (index_of(slot) >= NR_MSG_PER_PAGE) {
            next_page(queue);
            slot = queue->cons_idx;
            if (slot == queue->prod_idx)
                return -1;
        }
    } while (!__sync_bool_compare_and_swap(&queue->cons_idx, slot, slot + 1));

    struct ucq_page *page = page_of(slot);
    struct msg_container *container = &page->msgs[index_of(slot)];
    while (!container->ready) // claimed by the producer, not yet written
        ;
    *message = container->ev_msg;
    container->ready = false;
    __atomic_fetch_add(&page->header.nr_cons, 1, __ATOMIC_SEQ_CST); // last: the page may be recycled after this
    return 0;
}
