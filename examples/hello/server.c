/* hello-server ADDRESS: serves hello::Greeter to any number of clients. */
#include <signal.h>
#include <stdio.h>

#include <ivmc/sockets.h>

#include "servant.h"

#define LARGEST 4096

static struct ivmc_socket_loop *loop;

static void on_signal(int number)
{
    (void)number;
    ivmc_socket_loop_stop(loop);
}

static enum ivmc_status serve(const char *address, struct ivmc_server *server)
{
    struct ivmc_socket_options options = {.max_message = LARGEST};
    struct ivmc_listener *listener;
    enum ivmc_status s;

    s = ivmc_socket_loop_open(server, &options, &loop);
    if (s != IVMC_OK)
        return s;
    s = ivmc_socket_listen(address, &options, &listener);
    if (s == IVMC_OK)
        s = ivmc_socket_loop_add(loop, listener);
    if (s == IVMC_OK) {
        signal(SIGINT, on_signal);
        signal(SIGTERM, on_signal);
        printf("serving at %s\n", ivmc_listener_address(listener));
        fflush(stdout);
        s = ivmc_socket_loop_run(loop);
    }
    ivmc_socket_loop_close(loop);
    return s;
}

int main(int argc, char **argv)
{
    static unsigned char memory[hello_Greeter_MEMORY(LARGEST)];
    struct greeter greeter = {0};
    struct ivmc_servant servants[1];
    struct ivmc_server server;
    uint64_t key;
    enum ivmc_status s;

    if (argc != 2) {
        fprintf(stderr, "usage: hello-server ADDRESS\n");
        return 2;
    }
    ivmc_server_init(&server, servants, 1, memory, sizeof memory);
    s = hello_Greeter_serve(&server, &greeter_epv, &greeter, &key);
    if (s == IVMC_OK)
        s = serve(argv[1], &server);
    if (s != IVMC_OK) {
        fprintf(stderr, "hello-server: %s: %s\n", argv[1],
                ivmc_status_text(s));
        return 1;
    }
    return 0;
}
