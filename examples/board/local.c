/* board-local: both sides in one program. */
#include <ivmc/local.h>

#include <stdio.h>
#include <stdlib.h>

#include "servant.h"
#include "visit.h"

#define LARGEST 4096u

static void say(const char *line)
{
    puts(line);
}

int main(void)
{
    static _Alignas(8) unsigned char memory[board_Notebook_MEMORY(LARGEST)];
    static _Alignas(8) unsigned char results[VISIT_MEMORY];
    static struct board board;
    struct ivmc_servant servants[1];
    struct ivmc_local local;
    struct ivmc_server server;
    void *messages = malloc(ivmc_local_memory(LARGEST));
    enum ivmc_status s = IVMC_LIMIT;
    uint64_t key;

    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    if (messages)
        s = board_Notebook_serve(&server, &board_epv, &board, &key);
    if (s == IVMC_OK)
        s = ivmc_local_open(&local, &server, messages, LARGEST);
    if (s == IVMC_OK) {
        s = visit(&local.client, results, say);
        ivmc_channel_close(&local.client);
    }
    free(messages);
    if (s != IVMC_OK)
        fprintf(stderr, "board-local: %s\n", ivmc_status_text(s));
    return s != IVMC_OK;
}
