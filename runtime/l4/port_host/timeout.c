/*
 * When a phase of an IPC ends.
 */
#include "kernel.h"

struct until timeout_until(l4_timeout_s t, l4_utcb_t *u)
{
    struct until none = {false, 0}, u_at = {false, 0};
    uint64_t us;

    if (t.t == 0)
        return none;
    if (l4_timeout_is_absolute(t)) {
        us =
            l4_utcb_br_u(u)->br[(t.t & 0x7fffu) % L4_UTCB_GENERIC_BUFFERS_SIZE];
        u_at.deadline_ns = us * 1000;
        u_at.at_once = u_at.deadline_ns <= kernel_now();
        return u_at;
    }
    us = l4_timeout_get(t);
    u_at.at_once = us == 0;
    u_at.deadline_ns = kernel_now() + us * 1000;
    return u_at;
}
