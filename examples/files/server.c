/*
 * ivmc-files [-r] DIRECTORY ADDRESS...: serves a directory to any number of
 * clients at all of the addresses.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "anywhere.h"
#include "servant.h"

/* A chunk, its path and the message around it. */
#define LARGEST (files_CHUNK + 8192u)

static const char usage[] =
    "usage: ivmc-files [-r] DIRECTORY ADDRESS...\n"
    "Serves the files beneath DIRECTORY; -r: for reading only.\n"
    "Addresses: unix:/path seqpacket:/path tcp:host:port vsock:cid:port\n"
    "or, all of them: page:/path\n";

int main(int argc, char **argv)
{
    static unsigned char memory[files_Store_MEMORY(LARGEST)];
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    struct export export;
    bool read_only = false;
    uint64_t key;
    enum ivmc_status status;
    int option;

    while ((option = getopt(argc, argv, "rh")) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            return 0;
        }
        if (option != 'r') {
            fputs(usage, stderr);
            return 2;
        }
        read_only = true;
    }
    if (argc - optind < 2) {
        fputs(usage, stderr);
        return 2;
    }
    if (!export_open(&export, argv[optind], read_only)) {
        fprintf(stderr, "ivmc-files: %s: %s\n", argv[optind], strerror(errno));
        return 1;
    }
    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    (void)files_Store_serve(&server, &files_store_epv, &export, &key);
    status = anywhere_serve(&server, "ivmc-files", argv + optind + 1, LARGEST);
    export_close(&export);
    return status == IVMC_OK ? 0 : 1;
}
