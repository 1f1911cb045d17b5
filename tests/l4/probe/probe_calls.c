/*
 * Calls that work: words, labels, protocols of the kernel's own objects.
 */
#include "probe.h"

#include <stdio.h>

static void stubs(struct probe *p)
{
    l4_umword_t words[61], sum = 0, i;
    long c = 0;
    int r;

    for (i = 0; i < 61; i++)
        words[i] = i;
    r = lab_add(p->gate, 40, 2, &c);
    printf("T1 lab_add: r=%d c=%ld\n", r, c);
    r = lab_blob(p->gate, 61, words, &sum);
    printf("T2 blob 61+2=63 words: r=%d sum=%lu (want 1830)\n", r, sum);
}

/* The label that the server saw is in the first register afterwards. */
static l4_msgtag_t ask_label(struct probe *p, l4_cap_idx_t to,
                             l4_umword_t send_label)
{
    l4_umword_t unused = 0;

    p->mr[0] = LAB_LABEL;
    return l4_ipc(to, p->u, L4_SYSF_CALL, send_label,
                  l4_msgtag(LAB_PROTO, 1, 0, 0), &unused, L4_IPC_NEVER);
}

static void labels(struct probe *p)
{
    l4_msgtag_t r;

    ask_label(p, p->gate, 0);
    printf("T3 label seen by server through gate: %lx\n", p->mr[0]);
    r = ask_label(p, p->server_thread, 0);
    printf("T4 label via thread cap (plain call): %lx err=%lx\n", p->mr[0],
           l4_ipc_error(r, p->u));
    ask_label(p, p->server_thread, 0x5678);
    printf("T4b label via thread cap with slabel=5678: %lx\n", p->mr[0]);
    ask_label(p, p->gate, 0x5678);
    printf("T4c label via gate with slabel=5678: %lx\n", p->mr[0]);
}

static int call(struct probe *p, l4_umword_t operation, long protocol,
                unsigned words)
{
    p->mr[0] = operation;
    return l4_error(l4_ipc_call(p->gate, p->u, l4_msgtag(protocol, words, 0, 0),
                                L4_IPC_NEVER));
}

static void to_the_kernel(struct probe *p)
{
    l4_msgtag_t r;

    p->mr[0] = 0x7777;
    r = l4_ipc_call(p->gate, p->u, l4_msgtag(L4_PROTO_KOBJECT, 1, 0, 0),
                    L4_IPC_NEVER);
    printf("T7b L4_PROTO_KOBJECT op 0x7777 to own (server-right) gate: "
           "err=%lx label=%ld\n",
           l4_ipc_error(r, p->u), l4_msgtag_label(r));
    p->mr[0] = 0x7777;
    r = l4_ipc_call(p->server_thread, p->u, l4_msgtag(L4_PROTO_THREAD, 1, 0, 0),
                    L4_IPC_NEVER);
    printf("T7c L4_PROTO_THREAD to a thread cap goes to the kernel: err=%lx "
           "label=%ld\n",
           l4_ipc_error(r, p->u), l4_msgtag_label(r));
}

void probe_calls(struct probe *p)
{
    stubs(p);
    labels(p);
    printf("T5 negative label: l4_error=%d\n",
           call(p, LAB_NEGATIVE, LAB_PROTO, 1));
    printf("T6 wrong proto: l4_error=%d\n", call(p, LAB_NULL, 77, 1));
    printf("T6b zero words: l4_error=%d\n", call(p, LAB_NULL, LAB_PROTO, 0));
    printf("T7 label width: l4_msgtag_label(0x12345678)=%lx\n",
           l4_msgtag_label(l4_msgtag(0x12345678L, 1, 0, 0)));
    to_the_kernel(p);
}
