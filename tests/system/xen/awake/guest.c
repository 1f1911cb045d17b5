/* Serves awake::Counted under the name "awake", and counts its hypercalls. */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "awake.h"

#define LARGEST 512u
#define PAGES   2

static _Alignas(
    4096) unsigned char shared[IVMC_XEN_GUEST_SERVE_MEMORY(1, PAGES, LARGEST)];
static unsigned char memory[awake_Counted_MEMORY(LARGEST)];

/* The linker has all of the library's counted (--wrap). */
long __real_guest_hypercall(uint32_t number, uint64_t a, uint64_t b, uint64_t c,
                            uint64_t d);
long __wrap_guest_hypercall(uint32_t number, uint64_t a, uint64_t b, uint64_t c,
                            uint64_t d);

static uint32_t made;

long __wrap_guest_hypercall(uint32_t number, uint64_t a, uint64_t b, uint64_t c,
                            uint64_t d)
{
    made++;
    return __real_guest_hypercall(number, a, b, c, d);
}

static void ping(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
}

static uint32_t hypercalls(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return made;
}

int guest_main(const char *command_line)
{
    static const struct awake_Counted_epv epv = {ping, hypercalls};
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    bool stop = false;
    uint64_t key;

    (void)command_line;
    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    if (awake_Counted_serve(&server, &epv, NULL, &key) != IVMC_OK)
        return 1;
    ivmc_guest_print("serving\n");
    return ivmc_xen_guest_serve(&server, "awake", &options, PAGES, shared,
                                sizeof shared, &stop) != IVMC_OK;
}
