/* board-client ADDRESS: visits the board at the server. */
#include <stdio.h>

#include "anywhere.h"
#include "visit.h"

static void say(const char *line)
{
    puts(line);
}

int main(int argc, char **argv)
{
    static _Alignas(8) unsigned char results[VISIT_MEMORY];
    struct ivmc_channel *channel;
    enum ivmc_status s;

    if (argc != 2) {
        fprintf(stderr, "usage: board-client ADDRESS\n");
        return 2;
    }
    s = anywhere_connect(argv[1], 0, &channel);
    if (s == IVMC_OK) {
        s = visit(channel, results, say);
        ivmc_channel_close(channel);
    }
    if (s != IVMC_OK) {
        fprintf(stderr, "board-client: %s: %s\n", argv[1], ivmc_status_text(s));
        return 1;
    }
    return 0;
}
