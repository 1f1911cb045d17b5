/* What a task is started with. */
#ifndef L4_RE_ENV_H
#define L4_RE_ENV_H

#include <l4/sys/kip.h>
#include <l4/sys/types.h>

typedef struct l4re_env_t {
    l4_cap_idx_t parent;
    l4_cap_idx_t rm;
    l4_cap_idx_t mem_alloc;
    l4_cap_idx_t log;
    l4_cap_idx_t main_thread;
    l4_cap_idx_t factory;
    l4_cap_idx_t scheduler;
    l4_umword_t first_free_cap; /* numbers, not shifted */
    l4_umword_t first_free_reply_cap;
} l4re_env_t;

L4_BEGIN_DECLS

l4re_env_t *l4re_env(void);
l4_kernel_info_t *l4re_kip(void);

/*
 * The capability that the task was given under `name`, at most 15 octets, or
 * L4_INVALID_CAP. Never waits.
 */
l4_cap_idx_t l4re_env_get_cap(const char *name);

L4_END_DECLS

#endif /* L4_RE_ENV_H */
