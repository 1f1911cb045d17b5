/*
 * An in-memory naming server: CosNaming::NamingContextExt and
 * CosNaming::BindingIterator as OMG's Naming Service 1.3 describes them.
 */
#ifndef NAMING_H
#define NAMING_H

#include "CosNaming.h"

#define NAMING_CONTEXTS  8
#define NAMING_ENTRIES   16
#define NAMING_ITERATORS 2
#define NAMING_TEXT                                                            \
    64 /* octets of a name's part or a reference's, NUL included */

struct naming_entry {
    bool used;
    enum CosNaming_BindingType type;
    char id[NAMING_TEXT], kind[NAMING_TEXT];
    char identity[NAMING_TEXT], address[NAMING_TEXT];
    uint64_t key;
};

struct naming_context {
    struct naming *naming;
    bool used;
    uint64_t key;
    struct naming_entry entries[NAMING_ENTRIES];
};

/* What list() did not give at once: the entries of one context from `next`. */
struct naming_iterator {
    struct naming *naming;
    bool used;
    uint64_t key;
    const struct naming_context *context;
    uint32_t next;
};

struct naming {
    struct ivmc_server *server;
    struct naming_context contexts[NAMING_CONTEXTS];
    struct naming_iterator iterators[NAMING_ITERATORS];
};

extern const struct CosNaming_NamingContextExt_epv naming_context_epv;
extern const struct CosNaming_BindingIterator_epv naming_iterator_epv;

/* The root context; offering it is the caller's. */
struct naming_context *naming_init(struct naming *n,
                                   struct ivmc_server *server);

#endif /* NAMING_H */
