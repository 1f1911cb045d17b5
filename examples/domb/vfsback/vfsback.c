/*
 * vfsback [-l LABEL] [-s SOCKET] DIRECTORY [ADDRESS]: has files beneath
 * DIRECTORY read by DomB, who knows them by tokens; the toolstack gets those
 * on a socket. See vfsback(8).
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <ivmc/sockets.h>

#include "files.h"
#include "names.h"

static const char usage[] =
    "usage: vfsback [-l LABEL] [-s SOCKET] DIRECTORY [ADDRESS]\n"
    "Has the files beneath DIRECTORY read by the domain builder, at ADDRESS\n"
    "(xen:vfs), and gives the toolstack tokens for them, at SOCKET\n"
    "(" TOKENS_ADDRESS "). LABEL: what a domain must have to be\n"
    "served; that takes /dev/xen/privcmd. See vfsback(8).\n";

static const struct transport *transport = &transport_xen;
static struct ivmc_socket_loop *token_loop;
static volatile sig_atomic_t stopping;

static void stop(int number)
{
    (void)number;
    stopping = 1;
    transport->stop();
    if (token_loop)
        ivmc_socket_loop_stop(token_loop);
}

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "vfsback: %s: %s\n", what, why);
    return 1;
}

/* ---- tokens: a thread of its own ------------------------------------------ */

static enum ivmc_status listen_for_tokens(struct ivmc_server *server,
                                          const char *address)
{
    const struct ivmc_socket_options options = {
        .max_message = tokens_Keeper_MESSAGE_MAX + 256,
        .max_clients = 16,
    };
    struct ivmc_listener *listener;
    enum ivmc_status s;

    /* Only we, and root. */
    (void)umask(0177);
    s = ivmc_socket_listen(address, &options, &listener);
    if (s != IVMC_OK)
        return s;
    s = ivmc_socket_loop_open(server, &options, &token_loop);
    if (s != IVMC_OK) {
        ivmc_listener_close(listener);
        return s;
    }
    return ivmc_socket_loop_add(token_loop, listener);
}

static void *serve_tokens(void *unused)
{
    (void)unused;
    if (ivmc_socket_loop_run(token_loop) != IVMC_OK)
        stop(0);
    return NULL;
}

/* ---- files: the first thread ------------------------------------------------ */

#define LOOK_MS 5000

static enum ivmc_status serve_files(struct windows *windows)
{
    enum ivmc_status s = IVMC_OK;
    time_t looked = time(NULL);

    while (s == IVMC_OK && !stopping) {
        s = transport->step(LOOK_MS);
        if (time(NULL) - looked >= LOOK_MS / 1000) {
            windows_look(windows);
            looked = time(NULL);
        }
    }
    return s;
}

static int run(struct files *files)
{
    pthread_t thread;
    enum ivmc_status s;

    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    if (pthread_create(&thread, NULL, serve_tokens, NULL) != 0)
        return complain("thread", "none can be made");
    puts("vfsback: serving");
    fflush(stdout);
    s = serve_files(&files->windows);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    stop(0);
    pthread_join(thread, NULL);
    return s == IVMC_OK ? 0 : complain("serving", ivmc_status_text(s));
}

static int open_and_run(struct keeper *keeper, const char *tokens,
                        const char *address, const char *label)
{
    static unsigned char files_memory[vfs_Files_MEMORY(TRANSPORT_MESSAGE)];
    static unsigned char
        tokens_memory[tokens_Keeper_MEMORY(tokens_Keeper_MESSAGE_MAX + 256)];
    static struct ivmc_servant files_servant, tokens_servant;
    static struct ivmc_server files_server, tokens_server;
    struct files files = {.keeper = keeper, .windows.transport = transport};
    enum ivmc_status s;
    uint64_t key;
    int status = 1;

    ivmc_server_init(&files_server, &files_servant, 1, files_memory,
                     sizeof files_memory);
    ivmc_server_init(&tokens_server, &tokens_servant, 1, tokens_memory,
                     sizeof tokens_memory);
    (void)vfs_Files_serve(&files_server, &files_epv, &files, &key);
    (void)tokens_Keeper_serve(&tokens_server, &keeper_epv, keeper, &key);
    s = listen_for_tokens(&tokens_server, tokens);
    if (s != IVMC_OK) {
        complain(tokens, ivmc_status_text(s));
    } else {
        s = transport->open(&files_server, address, label);
        status =
            s == IVMC_OK ? run(&files) : complain(address, ivmc_status_text(s));
    }
    transport->close();
    ivmc_socket_loop_close(token_loop);
    windows_close(&files.windows);
    return status;
}

int main(int argc, char **argv)
{
    const char *tokens = TOKENS_ADDRESS, *label = NULL, *address = "xen:vfs";
    struct keeper keeper;
    int option, status;

    while ((option = getopt(argc, argv, "l:s:h")) != -1) {
        switch (option) {
        case 'l':
            label = optarg;
            break;
        case 's':
            tokens = optarg;
            break;
        default:
            fputs(usage, option == 'h' ? stdout : stderr);
            return option == 'h' ? 0 : 2;
        }
    }
    if (argc - optind < 1 || argc - optind > 2) {
        fputs(usage, stderr);
        return 2;
    }
    if (argc - optind == 2)
        address = argv[optind + 1];
    if (strncmp(address, transport_page.scheme,
                strlen(transport_page.scheme)) == 0)
        transport = &transport_page;
    if (!keeper_open(&keeper, argv[optind]))
        return complain(argv[optind], strerror(errno));
    status =
        open_and_run(&keeper, tokens, address, label && *label ? label : NULL);
    keeper_close(&keeper);
    return status;
}
