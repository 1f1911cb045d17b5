/* The server as a task of L4Re: behind the gate "board". */
#include "l4_tasks.h"

#include <ivmc/l4.h>
#include <l4/re/env.h>

#include <stdio.h>

#include "servant.h"

#define LARGEST 4096
#define CLIENTS 4

int board_l4_server(void)
{
    static _Alignas(
        16) unsigned char room[IVMC_L4_SERVE_MEMORY(CLIENTS, LARGEST)];
    static _Alignas(8) unsigned char memory[board_Notebook_MEMORY(LARGEST)];
    static struct board board;
    const struct ivmc_l4_options options = {
        .max_message = LARGEST, .pages = 4, .max_clients = CLIENTS};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    bool stop = false;
    enum ivmc_status s;
    uint64_t key;

    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    s = board_Notebook_serve(&server, &board_epv, &board, &key);
    if (s == IVMC_OK)
        s = ivmc_l4_serve(&server, l4re_env_get_cap("board"), &options, room,
                          sizeof room, &stop);
    fprintf(stderr, "board: %s\n", ivmc_status_text(s));
    return s != IVMC_OK;
}
