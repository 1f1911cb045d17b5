/*
 * The console: a ring that a program of Dom0 reads, and the hypervisor's own
 * log where it takes our words.
 */
#include "guest.h"

#include <xen/io/console.h>

/* How long text waits for a reader. */
#define PATIENCE_NS UINT64_C(100000000)

static struct {
    struct xencons_interface *ring;
    uint32_t port;
    bool deaf; /* nobody made room the last time */
} console;

void guest_console_open(void *ring, uint32_t port)
{
    console.ring = ring;
    console.port = port;
}

static bool has_room(void)
{
    uint32_t taken = *(const volatile uint32_t *)&console.ring->out_cons;

    return console.ring->out_prod - taken < sizeof console.ring->out;
}

/* A reader that did not come the last time is not waited for. */
static bool await_room(void)
{
    uint64_t until = ivmc_guest_now() + PATIENCE_NS;

    while (!has_room() && !console.deaf) {
        (void)ivmc_guest_port_rung(console.port);
        ivmc_guest_port_ring(console.port);
        if (!has_room())
            ivmc_guest_wait(&console.port, 1, until);
        console.deaf = ivmc_guest_now() >= until;
    }
    console.deaf = !has_room();
    return !console.deaf;
}

static bool put(char c)
{
    struct xencons_interface *ring = console.ring;

    if (!has_room() && !await_room())
        return false;
    ring->out[MASK_XENCONS_IDX(ring->out_prod, ring->out)] = c;
    /* Release: the reader sees the octet before it is counted. */
    __atomic_store_n(&ring->out_prod, ring->out_prod + 1, __ATOMIC_RELEASE);
    return true;
}

void ivmc_guest_write(const char *text, size_t len)
{
    size_t i;

    (void)guest_hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, len,
                          guest_address(text), 0);
    if (!console.ring)
        return;
    for (i = 0; i < len; i++)
        if ((text[i] == '\n' && !put('\r')) || !put(text[i]))
            break;
    ivmc_guest_port_ring(console.port);
}
