/*
 * Clients that are killed with handles open: what they left is run down, by
 * the loops of sockets and of pages.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ivmc/page.h>
#include <ivmc/sockets.h>

#include "contexts.h"
#include "unit.h"

#define OPENED  3
#define MESSAGE 4096

/* ---- the servant -------------------------------------------------------- */

static int opened, ended;

void file_rundown(void *state)
{
    ck_assert_ptr_eq(state, &opened);
    ended++;
}

void search_rundown(void *state)
{
    (void)state;
    ck_abort();
}

static void open(void *servant, int32_t number, struct ivmc_context *f,
                 struct ivmc_env *env)
{
    (void)servant;
    (void)number;
    (void)env;
    f->state = &opened;
    opened++;
}

static const struct contexts_epv epv = {.open = open};

/* ---- the client --------------------------------------------------------- */

static void be_client(const char *address, bool pages, int ready)
{
    static _Alignas(8) unsigned char memory[contexts_MEMORY(MESSAGE)];
    struct ivmc_channel *channel;
    struct ivmc_object self;
    struct ivmc_context f;
    struct ivmc_env env;
    int n;

    ivmc_env_init(&env, memory, sizeof memory);
    if ((pages ? ivmc_page_connect(address, NULL, &channel)
               : ivmc_socket_connect(address, NULL, &channel)) != IVMC_OK ||
        contexts_bind(channel, IVMC_ROOT_KEY, &self, &env) != IVMC_OK)
        _exit(1);
    for (n = 0; n < OPENED; n++)
        contexts_open(&self, n, &f, &env);
    (void)!write(ready, "", 1);
    pause();
    _exit(0);
}

static pid_t start_client(const char *address, bool pages, int *ready)
{
    int fd[2];
    pid_t pid;

    ck_assert_int_eq(pipe(fd), 0);
    pid = fork();
    if (pid == 0)
        be_client(address, pages, fd[1]);
    ck_assert_int_gt(pid, 0);
    close(fd[1]);
    *ready = fd[0];
    return pid;
}

static void kill_client(pid_t pid, int ready)
{
    char octet;

    ck_assert_int_eq(read(ready, &octet, 1), 1);
    close(ready);
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

/* ---- the server --------------------------------------------------------- */

static struct ivmc_server server;
static struct ivmc_servant places[1];
static struct ivmc_contexts table;
static struct ivmc_context_place handles[2 * OPENED];
static _Alignas(8) unsigned char memory[contexts_MEMORY(MESSAGE)];

static void start(void)
{
    uint64_t key;

    ivmc_server_init(&server, places, 1, memory, sizeof memory);
    ivmc_server_contexts(&server, &table, handles, 2 * OPENED);
    ck_assert(ivmc_server_add(&server, &contexts_skeleton, &epv, NULL, &key) ==
              IVMC_OK);
}

START_TEST(sockets)
{
    struct ivmc_socket_options options = {.max_message = MESSAGE};
    struct ivmc_socket_loop *loop;
    struct ivmc_listener *listener;
    char address[64];
    int ready, n;
    pid_t pid;

    start();
    snprintf(address, sizeof address, "unix:@ivmc-rundown-%d", (int)getpid());
    ck_assert(ivmc_socket_listen(address, &options, &listener) == IVMC_OK);
    ck_assert(ivmc_socket_loop_open(&server, &options, &loop) == IVMC_OK);
    ck_assert(ivmc_socket_loop_add(loop, listener) == IVMC_OK);
    pid = start_client(address, false, &ready);
    for (n = 0; n < 500 && opened < OPENED; n++)
        ck_assert(ivmc_socket_loop_step(loop, 10) == IVMC_OK);
    ck_assert_uint_eq(table.held, OPENED);
    kill_client(pid, ready);
    for (n = 0; n < 500 && ended < OPENED; n++)
        ck_assert(ivmc_socket_loop_step(loop, 10) == IVMC_OK);
    ck_assert_int_eq(ended, OPENED);
    ck_assert_uint_eq(table.held, 0);
    ivmc_socket_loop_close(loop);
}
END_TEST

START_TEST(pages)
{
    struct ivmc_page_options options = {.max_message = MESSAGE};
    struct ivmc_page_loop *loop;
    struct ivmc_page_listener *listener;
    char address[64];
    int ready, n;
    pid_t pid;

    start();
    snprintf(address, sizeof address, "page:@ivmc-rundown-%d", (int)getpid());
    ck_assert(ivmc_page_listen(address, &options, &listener) == IVMC_OK);
    ck_assert(ivmc_page_loop_open(&server, &options, &loop) == IVMC_OK);
    ck_assert(ivmc_page_loop_add(loop, listener) == IVMC_OK);
    pid = start_client(address, true, &ready);
    for (n = 0; n < 500 && opened < OPENED; n++)
        ck_assert(ivmc_page_loop_step(loop, 10) == IVMC_OK);
    ck_assert_uint_eq(table.held, OPENED);
    kill_client(pid, ready);
    for (n = 0; n < 500 && ended < OPENED; n++)
        ck_assert(ivmc_page_loop_step(loop, 10) == IVMC_OK);
    ck_assert_int_eq(ended, OPENED);
    ck_assert_uint_eq(table.held, 0);
    ivmc_page_loop_close(loop);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("rundown");
    TCase *t = tcase_create("killed");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, sockets);
    tcase_add_test(t, pages);
    suite_add_tcase(s, t);
    return s;
}
