/*
 * Memory lent to a server in another process, through generated stubs: over a
 * Unix socket (0) and over shared pages (1).
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ivmc/page.h>
#include <ivmc/region.h>
#include <ivmc/sockets.h>

#include "lent.h"
#include "unit.h"

#define BOTH     (IVMC_READ | IVMC_WRITE)
#define MESSAGE  4096
#define SIZE     10000
#define MAX_SIZE 20000

/* ---- the servant -------------------------------------------------------- */

static struct ivmc_memory held;

static void lend(void *servant, const struct ivmc_region *region,
                 uint32_t rights, struct ivmc_env *env)
{
    enum ivmc_status s;

    (void)servant;
    ivmc_memory_unmap(&held);
    s = ivmc_memory_map(&held, region, rights, MAX_SIZE);
    /* That it is bad says nothing about the message it came with. */
    if (s == IVMC_BAD_MESSAGE)
        s = IVMC_BAD_ARGUMENT;
    if (s != IVMC_OK)
        ivmc_env_fail(env, s);
}

static uint32_t sum(void *servant, uint64_t at, uint64_t len,
                    struct ivmc_env *env)
{
    const volatile unsigned char *octets = ivmc_memory_view(&held, at, len);
    uint32_t total = 0;
    uint64_t i;

    (void)servant;
    if (!octets) {
        ivmc_env_fail(env, IVMC_BAD_ARGUMENT);
        return 0;
    }
    for (i = 0; i < len; i++)
        total += octets[i];
    return total;
}

static void fill(void *servant, uint64_t at, uint64_t len, uint8_t value,
                 struct ivmc_env *env)
{
    volatile unsigned char *octets = ivmc_memory_view_to_write(&held, at, len);
    uint64_t i;

    (void)servant;
    if (!octets) {
        ivmc_env_fail(env, IVMC_BAD_ARGUMENT);
        return;
    }
    for (i = 0; i < len; i++)
        octets[i] = value;
}

static bool asked_back(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    return ivmc_memory_revoked(&held);
}

static void drop(void *servant, struct ivmc_env *env)
{
    (void)servant;
    (void)env;
    ivmc_memory_unmap(&held);
}

static uint32_t descriptors(void *servant, struct ivmc_env *env)
{
    DIR *folder = opendir("/proc/self/fd");
    uint32_t n = 0;

    (void)servant;
    if (!folder) {
        ivmc_env_fail(env, IVMC_SYSTEM);
        return 0;
    }
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static const struct lent_Store_epv epv = {.lend = lend,
                                          .sum = sum,
                                          .fill = fill,
                                          .asked_back = asked_back,
                                          .drop = drop,
                                          .descriptors = descriptors};

/* ---- both ends ---------------------------------------------------------- */

static struct ivmc_channel *channel;
static struct ivmc_object store;
static struct ivmc_env env;
static unsigned char env_memory[256];
static pid_t server_pid;

static enum ivmc_status adopt(bool page, int fd, bool server,
                              struct ivmc_channel **to)
{
    static const struct ivmc_page_options pages = {.max_message = MESSAGE};
    static const struct ivmc_socket_options o = {.max_message = MESSAGE};

    return page ? ivmc_page_adopt(fd, server, &pages, to)
                : ivmc_socket_adopt(fd, server, &o, to);
}

static void be_server(bool page, int fd)
{
    static _Alignas(8) unsigned char memory[lent_Store_MEMORY(MESSAGE)];
    static struct ivmc_servant place;
    struct ivmc_server server;
    uint64_t key;

    ivmc_server_init(&server, &place, 1, memory, sizeof memory);
    if (lent_Store_serve(&server, &epv, NULL, &key) == IVMC_OK &&
        adopt(page, fd, true, &channel) == IVMC_OK)
        ivmc_serve(&server, channel);
    _exit(0);
}

#define expect(wanted)                                                         \
    ck_assert_str_eq(ivmc_status_name(env.status), ivmc_status_name(wanted))

static void start(bool page)
{
    int fd[2];

    ck_assert_int_eq(
        socketpair(AF_UNIX,
                   (page ? SOCK_SEQPACKET : SOCK_STREAM) | SOCK_CLOEXEC, 0, fd),
        0);
    server_pid = fork();
    ck_assert_int_ge(server_pid, 0);
    if (server_pid == 0) {
        close(fd[0]);
        be_server(page, fd[1]);
    }
    close(fd[1]);
    ck_assert_int_eq(adopt(page, fd[0], false, &channel), IVMC_OK);
    ivmc_env_init(&env, env_memory, sizeof env_memory);
    lent_Store_bind(channel, IVMC_ROOT_KEY, &store, &env);
    expect(IVMC_OK);
}

static void end_server(void)
{
    kill(server_pid, SIGKILL);
    ck_assert_int_eq(waitpid(server_pid, NULL, 0), server_pid);
}

static void stop(void)
{
    ivmc_channel_close(channel);
    end_server();
}

static void lend_memory(struct ivmc_memory *m, uint32_t rights)
{
    struct ivmc_region offer;

    ck_assert_int_eq(ivmc_memory_create(m, SIZE, rights), IVMC_OK);
    ck_assert_int_eq(ivmc_memory_offer(m, &offer), IVMC_OK);
    lent_Store_lend(&store, &offer, rights, &env);
    expect(IVMC_OK);
    ivmc_region_close(&offer);
}

/* ---- the tests ---------------------------------------------------------- */

START_TEST(many_calls_use_what_was_lent_once)
{
    struct ivmc_memory m;

    start(_i);
    lend_memory(&m, BOTH);
    memset(m.at, 1, SIZE);
    ck_assert_uint_eq(lent_Store_sum(&store, 0, SIZE, &env), SIZE);
    expect(IVMC_OK);
    lent_Store_fill(&store, SIZE - 1, 1, 5, &env);
    expect(IVMC_OK);
    ck_assert_uint_eq(m.at[SIZE - 1], 5);
    m.at[SIZE - 2] = 3;
    ck_assert_uint_eq(lent_Store_sum(&store, SIZE - 2, 2, &env), 8);
    lent_Store_sum(&store, SIZE - 1, 2, &env);
    expect(IVMC_BAD_ARGUMENT);
    lent_Store_sum(&store, UINT64_MAX, 2, &env);
    expect(IVMC_BAD_ARGUMENT);
    ck_assert_uint_eq(lent_Store_sum(&store, 0, 1, &env), 1);
    expect(IVMC_OK);
    ivmc_memory_destroy(&m);
    stop();
}
END_TEST

START_TEST(readers_read)
{
    struct ivmc_memory m;

    start(_i);
    lend_memory(&m, IVMC_READ);
    m.at[0] = 9;
    ck_assert_uint_eq(lent_Store_sum(&store, 0, 1, &env), 9);
    lent_Store_fill(&store, 0, 1, 5, &env);
    expect(IVMC_BAD_ARGUMENT);
    ck_assert_uint_eq(m.at[0], 9);
    ivmc_memory_destroy(&m);
    stop();
}
END_TEST

static void lend_lie(int fd, uint64_t size, uint32_t rights,
                     enum ivmc_status wanted)
{
    struct ivmc_region lie = {.size = size, .rights = rights, .handle = fd};

    lent_Store_lend(&store, &lie, rights, &env);
    expect(wanted);
}

/* The server refuses each, serves on, and keeps no descriptor of them. */
START_TEST(lies)
{
    struct ivmc_region offer;
    struct ivmc_memory m;
    uint32_t before;
    int fd;

    start(_i);
    before = lent_Store_descriptors(&store, &env);
    expect(IVMC_OK);
    fd = memfd_create("unsealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    ck_assert_int_eq(ftruncate(fd, MAX_SIZE), 0);
    lend_lie(fd, SIZE, IVMC_READ, IVMC_BAD_ARGUMENT);
    close(fd);
    fd = open("/dev/zero", O_RDWR | O_CLOEXEC);
    lend_lie(fd, SIZE, IVMC_READ, IVMC_BAD_ARGUMENT);
    close(fd);
    ck_assert_int_eq(ivmc_memory_create(&m, SIZE, IVMC_READ), IVMC_OK);
    ck_assert_int_eq(ivmc_memory_offer(&m, &offer), IVMC_OK);
    lend_lie((int)offer.handle, SIZE, BOTH, IVMC_BAD_ARGUMENT);
    lend_lie((int)offer.handle, MAX_SIZE, IVMC_READ, IVMC_BAD_ARGUMENT);
    lend_lie((int)offer.handle, MAX_SIZE + 1, IVMC_READ, IVMC_LIMIT);
    ivmc_region_close(&offer);
    ck_assert_uint_eq(lent_Store_descriptors(&store, &env), before);
    expect(IVMC_OK);
    /* And none of them was left mapped. */
    ck_assert_int_eq(ivmc_memory_revoke(&m), IVMC_OK);
    ivmc_memory_destroy(&m);
    stop();
}
END_TEST

START_TEST(given_back_when_asked)
{
    struct ivmc_memory m;

    start(_i);
    lend_memory(&m, BOTH);
    ck_assert(!lent_Store_asked_back(&store, &env));
    ck_assert_int_eq(ivmc_memory_revoke(&m), IVMC_BUSY);
    ck_assert(lent_Store_asked_back(&store, &env));
    lent_Store_drop(&store, &env);
    expect(IVMC_OK);
    ck_assert_int_eq(ivmc_memory_revoke(&m), IVMC_OK);
    ivmc_memory_destroy(&m);
    stop();
}
END_TEST

START_TEST(given_back_by_the_dead)
{
    struct ivmc_memory m;

    start(_i);
    lend_memory(&m, IVMC_READ);
    ck_assert_int_eq(ivmc_memory_revoke(&m), IVMC_BUSY);
    end_server();
    ck_assert_int_eq(ivmc_memory_revoke(&m), IVMC_OK);
    ivmc_channel_close(channel);
    ivmc_memory_destroy(&m);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *s = suite_create("memory lent through generated stubs");
    TCase *t = tcase_create("lent");

    tcase_set_timeout(t, 30);
    tcase_add_loop_test(t, many_calls_use_what_was_lent_once, 0, 2);
    tcase_add_loop_test(t, readers_read, 0, 2);
    tcase_add_loop_test(t, lies, 0, 2);
    tcase_add_loop_test(t, given_back_when_asked, 0, 2);
    tcase_add_loop_test(t, given_back_by_the_dead, 0, 2);
    suite_add_tcase(s, t);
    return s;
}
