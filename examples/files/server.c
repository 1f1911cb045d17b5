/*
 * ivmc-files [-r] DIRECTORY ADDRESS...: serves a directory to any number of
 * clients at all of the addresses.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#include "servant.h"

/* A chunk, its path and the message around it. */
#define LARGEST (files_CHUNK + 8192u)

static const char usage[] =
    "usage: ivmc-files [-r] DIRECTORY ADDRESS...\n"
    "Serves the files beneath DIRECTORY; -r: for reading only.\n"
    "Addresses: unix:/path seqpacket:/path tcp:host:port vsock:cid:port\n";

static struct ivmc_socket_loop *loop;

static void on_signal(int number)
{
    (void)number;
    ivmc_socket_loop_stop(loop);
}

static enum ivmc_status add_address(const char *address,
                                    const struct ivmc_socket_options *options)
{
    struct ivmc_listener *listener;
    enum ivmc_status s = ivmc_socket_listen(address, options, &listener);

    if (s == IVMC_OK)
        s = ivmc_socket_loop_add(loop, listener);
    if (s == IVMC_OK)
        printf("serving at %s\n", ivmc_listener_address(listener));
    else
        fprintf(stderr, "ivmc-files: %s: %s\n", address, ivmc_status_text(s));
    return s;
}

static int serve(struct ivmc_server *server, char **addresses)
{
    struct ivmc_socket_options options = {.max_message = LARGEST};
    enum ivmc_status s = ivmc_socket_loop_open(server, &options, &loop);

    for (; s == IVMC_OK && *addresses; addresses++)
        s = add_address(*addresses, &options);
    if (s == IVMC_OK) {
        fflush(stdout);
        signal(SIGINT, on_signal);
        signal(SIGTERM, on_signal);
        s = ivmc_socket_loop_run(loop);
    }
    if (loop)
        ivmc_socket_loop_close(loop);
    return s == IVMC_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    static unsigned char memory[files_Store_MEMORY(LARGEST)];
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    struct export export;
    bool read_only = false;
    uint64_t key;
    int option, status;

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
    status = serve(&server, argv + optind + 1);
    export_close(&export);
    return status;
}
