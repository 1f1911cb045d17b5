/* board-server ADDRESS: serves board::Notebook to any number of clients. */
#include <stdio.h>

#include "anywhere.h"
#include "servant.h"

#define LARGEST 4096

int main(int argc, char **argv)
{
    static _Alignas(8) unsigned char memory[board_Notebook_MEMORY(LARGEST)];
    static struct board board;
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    enum ivmc_status s;
    uint64_t key;

    if (argc != 2) {
        fprintf(stderr, "usage: board-server ADDRESS\n");
        return 2;
    }
    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    s = board_Notebook_serve(&server, &board_epv, &board, &key);
    if (s == IVMC_OK)
        s = anywhere_serve(&server, "board-server", argv + 1, LARGEST);
    return s == IVMC_OK ? 0 : 1;
}
