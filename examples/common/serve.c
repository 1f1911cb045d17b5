#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <ivmc/page.h>
#include <ivmc/sockets.h>

#include "anywhere.h"
#include "xen.h"

static struct ivmc_page_loop *page_loop;
static struct ivmc_socket_loop *socket_loop;

static void on_signal(int number)
{
    (void)number;
    if (page_loop)
        ivmc_page_loop_stop(page_loop);
    if (socket_loop)
        ivmc_socket_loop_stop(socket_loop);
    xen_stop();
}

static void catch_signals(void)
{
    fflush(stdout);
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
}

static enum ivmc_status complain(const char *program, const char *address,
                                 enum ivmc_status s)
{
    fprintf(stderr, "%s: %s: %s\n", program, address, ivmc_status_text(s));
    return s;
}

/* ---- shared pages ------------------------------------------------------- */

static enum ivmc_status add_page(const char *address,
                                 const struct ivmc_page_options *options)
{
    struct ivmc_page_listener *listener;
    enum ivmc_status s = ivmc_page_listen(address, options, &listener);

    if (s == IVMC_OK)
        s = ivmc_page_loop_add(page_loop, listener);
    if (s == IVMC_OK)
        printf("serving at %s\n", address);
    return s;
}

static enum ivmc_status serve_pages(struct ivmc_server *server,
                                    const char *program, char *const *addresses,
                                    uint32_t max_message)
{
    struct ivmc_page_options options = {.max_message = max_message};
    enum ivmc_status s = ivmc_page_loop_open(server, &options, &page_loop);

    if (s != IVMC_OK)
        return complain(program, *addresses, s);
    for (; s == IVMC_OK && *addresses; addresses++) {
        s = add_page(*addresses, &options);
        if (s != IVMC_OK)
            complain(program, *addresses, s);
    }
    if (s == IVMC_OK) {
        catch_signals();
        s = ivmc_page_loop_run(page_loop);
    }
    ivmc_page_loop_close(page_loop);
    return s;
}

/* ---- sockets ------------------------------------------------------------ */

static enum ivmc_status add_socket(const char *address,
                                   const struct ivmc_socket_options *options)
{
    struct ivmc_listener *listener;
    enum ivmc_status s = ivmc_socket_listen(address, options, &listener);

    if (s == IVMC_OK)
        s = ivmc_socket_loop_add(socket_loop, listener);
    if (s == IVMC_OK)
        printf("serving at %s\n", ivmc_listener_address(listener));
    return s;
}

static enum ivmc_status serve_sockets(struct ivmc_server *server,
                                      const char *program,
                                      char *const *addresses,
                                      uint32_t max_message)
{
    struct ivmc_socket_options options = {.max_message = max_message};
    enum ivmc_status s = ivmc_socket_loop_open(server, &options, &socket_loop);

    if (s != IVMC_OK)
        return complain(program, *addresses, s);
    for (; s == IVMC_OK && *addresses; addresses++) {
        s = add_socket(*addresses, &options);
        if (s != IVMC_OK)
            complain(program, *addresses, s);
    }
    if (s == IVMC_OK) {
        catch_signals();
        s = ivmc_socket_loop_run(socket_loop);
    }
    ivmc_socket_loop_close(socket_loop);
    return s;
}

enum ivmc_status anywhere_serve(struct ivmc_server *server, const char *program,
                                char *const *addresses, uint32_t max_message)
{
    if (strncmp(*addresses, "page:", 5) == 0)
        return serve_pages(server, program, addresses, max_message);
    if (strncmp(*addresses, "xen:", 4) == 0) {
        catch_signals();
        return xen_serve(server, program, addresses, max_message);
    }
    return serve_sockets(server, program, addresses, max_message);
}
