/* The client as a task of L4Re: it calls the gate "board". */
#include "l4_tasks.h"

#include <ivmc/l4.h>
#include <l4/re/env.h>

#include <stdio.h>

#include "visit.h"

#define LARGEST 4096

static void say(const char *line)
{
    puts(line);
}

int board_l4_client(void)
{
    static _Alignas(16) unsigned char room[IVMC_L4_MEMORY(LARGEST)];
    static _Alignas(8) unsigned char results[VISIT_MEMORY];
    const struct ivmc_l4_options options = {.max_message = LARGEST, .pages = 4};
    struct ivmc_channel *channel;
    enum ivmc_status s;

    s = ivmc_l4_connect(l4re_env_get_cap("board"), &options, room, sizeof room,
                        &channel);
    if (s == IVMC_OK) {
        s = visit(channel, results, say);
        ivmc_channel_close(channel);
    }
    if (s != IVMC_OK)
        fprintf(stderr, "board: %s\n", ivmc_status_text(s));
    return s != IVMC_OK;
}
