/*
 * board-guest: board-server as a domain of Xen of its own; with an address on
 * its command line it is board-client.
 */
#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "servant.h"
#include "visit.h"

#define LARGEST 4096
#define PAGES   4
#define CLIENTS 4

static _Alignas(4096) unsigned char shared[IVMC_XEN_GUEST_SERVE_MEMORY(
    CLIENTS, PAGES, LARGEST)];

static enum ivmc_status serve(void)
{
    static _Alignas(8) unsigned char memory[board_Notebook_MEMORY(LARGEST)];
    static struct board board;
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST,
                                                   .max_clients = CLIENTS};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    bool stop = false;
    enum ivmc_status s;
    uint64_t key;

    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    s = board_Notebook_serve(&server, &board_epv, &board, &key);
    if (s != IVMC_OK)
        return s;
    ivmc_guest_print("serving board\n");
    return ivmc_xen_guest_serve(&server, "board", &options, PAGES, shared,
                                sizeof shared, &stop);
}

static void say(const char *line)
{
    ivmc_guest_print("%s\n", line);
}

static enum ivmc_status call(const char *address)
{
    static _Alignas(8) unsigned char results[VISIT_MEMORY];
    const struct ivmc_xen_guest_options options = {.max_message = LARGEST};
    struct ivmc_channel *channel;
    enum ivmc_status s;

    s = ivmc_xen_guest_connect(address, &options, PAGES, shared, sizeof shared,
                               &channel);
    if (s != IVMC_OK)
        return s;
    s = visit(channel, results, say);
    ivmc_channel_close(channel);
    return s;
}

int guest_main(const char *command_line)
{
    enum ivmc_status s = command_line[0] == '\0' ? serve() : call(command_line);

    if (s != IVMC_OK)
        ivmc_guest_print("board-guest: %s\n", ivmc_status_text(s));
    return s != IVMC_OK;
}
