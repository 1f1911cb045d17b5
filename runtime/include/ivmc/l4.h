/*
 * Calls by the IPC of L4Re. Small messages go in the message registers, with
 * one l4_ipc_call each; larger ones by a page channel over a dataspace that
 * both sides share, with IPC as its doorbell. See ivmc_l4(3), and ivmc_l4(7)
 * for the protocol.
 *
 * One thread, no allocator: the caller lends the memory. Capabilities are
 * l4_cap_idx_t of <l4/sys/types.h>, which is an unsigned long.
 */
#ifndef IVMC_L4_H
#define IVMC_L4_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Octets of a message, its header not counted, that the registers hold. */
#define IVMC_L4_WORDS_MOST 488u

struct ivmc_l4_options {
    uint32_t max_message; /* largest accepted, octets; 0: what the registers
                             hold, or 64 KiB with pages. The smaller of both
                             ends' limits holds for both */
    uint32_t pages;       /* shared, of 4,096 octets, for larger messages: 0
                             to 1,024; servers: the most for one client */
    uint32_t timeout_ms;  /* to connect; 0: default */
    /* Clients only: */
    uint32_t request_percent; /* of the pages, for requests; 0: 50 */
    /* Servers only: */
    uint32_t max_clients; /* 0: 1; at most 127 */
    uint32_t idle_ms;     /* a client that has said nothing for so long may
                             lose its place to another; 0: 30 s */
};

/* Octets that a client's channel wants lent, at a multiple of 16. */
#define IVMC_L4_MEMORY(max_message) ((size_t)4096 + 2 * ((max_message) + 64u))

/* Those that a server of so many clients wants. */
#define IVMC_L4_SERVE_MEMORY(clients, max_message)                             \
    ((size_t)(clients) * ((size_t)8192 + 4 * ((max_message) + 64u)))

/*
 * Connects to the server behind the gate `service`. The memory is the
 * channel's until ivmc_channel_close. IVMC_PEER_GONE (nobody is there),
 * IVMC_TIMEOUT, IVMC_REFUSED (all places are taken), IVMC_BAD_MESSAGE,
 * IVMC_LIMIT (too little memory, or no slot for a capability).
 *
 * A server that ends while it is called lets the call time out: the kernel
 * does not wake its clients.
 */
enum ivmc_status ivmc_l4_connect(unsigned long service,
                                 const struct ivmc_l4_options *options,
                                 void *memory, size_t size,
                                 struct ivmc_channel **channel);

/*
 * Binds the gate `service` to this thread and serves until a servant sets
 * `*stop`: then IVMC_OK. IVMC_LIMIT as above; IVMC_BAD_ARGUMENT when the gate
 * can not be bound.
 */
enum ivmc_status ivmc_l4_serve(struct ivmc_server *server,
                               unsigned long service,
                               const struct ivmc_l4_options *options,
                               void *memory, size_t size,
                               const volatile bool *stop);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_L4_H */
