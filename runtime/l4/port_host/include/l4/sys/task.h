/* Tasks: what they can name, and taking it away. */
#ifndef L4_SYS_TASK_H
#define L4_SYS_TASK_H

#include <l4/sys/ipc.h>

L4_BEGIN_DECLS

/*
 * Takes the rights of `page` away from all who have it from here, and with
 * L4_FP_ALL_SPACES from `task` itself. Of memory all rights.
 */
l4_msgtag_t l4_task_unmap(l4_cap_idx_t task, l4_fpage_t page,
                          l4_umword_t map_mask);

/* Ends the object, whoever has it. */
l4_msgtag_t l4_task_delete_obj(l4_cap_idx_t task, l4_cap_idx_t object);

/* Takes the capability from the task, and from all who have it from there. */
l4_msgtag_t l4_task_release_cap(l4_cap_idx_t task, l4_cap_idx_t object);

/* Label 1: the slot holds something, 0: nothing. */
l4_msgtag_t l4_task_cap_valid(l4_cap_idx_t task, l4_cap_idx_t object);

L4_END_DECLS

#endif /* L4_SYS_TASK_H */
