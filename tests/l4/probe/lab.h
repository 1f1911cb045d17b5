/*
 * The stubs of the probe, by hand, as they were tried on the real kernel:
 * operation in the first message register, arguments behind it.
 */
#ifndef LAB_H
#define LAB_H

#include <l4/sys/ipc.h>

#include <stdbool.h>

enum { LAB_PROTO = 0x123 };

enum lab_operation {
    LAB_NULL = 1,
    LAB_ADD,
    LAB_BLOB,
    LAB_GIVE,
    LAB_MEM,
    LAB_NEGATIVE,
    LAB_LABEL
};

int lab_add(l4_cap_idx_t server, long a, long b, long *sum);
int lab_blob(l4_cap_idx_t server, unsigned count, const l4_umword_t *words,
             l4_umword_t *sum);

/* `*kind`: the low bits of the item that the server received. */
int lab_give(l4_cap_idx_t server, l4_cap_idx_t what, unsigned char rights,
             l4_umword_t *kind);
int lab_mem(l4_cap_idx_t server, l4_addr_t page, unsigned order,
            l4_umword_t *first);

struct lab_server {
    l4_cap_idx_t slot; /* for capabilities that come */
    l4_addr_t window;  /* for memory */
    unsigned order;
};

/* Does not end. */
void lab_serve(const struct lab_server *s);

#endif /* LAB_H */
