/*
 * Orders to a builder that only looks at them: in a thread, over shared pages.
 * vfsback is the real one; its program is the environment's VFSBACK.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ivmc/page.h>
#include <ivmc/serve.h>

#include "toolstack.h"
#include "unit.h"

/* ---- the builder ----------------------------------------------------------- */

#define BUILDS_ALL (-1)

static int refusal;           /* what it raises, or BUILDS_ALL */
static struct domb_Spec seen; /* what it was asked for */
static unsigned char seen_line[1024];
static struct ivmc_page_loop *loop;
static pthread_t thread;

static void build(void *servant, const struct domb_Spec *wanted,
                  struct domb_Built *result, struct ivmc_env *env)
{
    struct domb_Refused refused = {(enum domb_Refusal)refusal, -12};

    (void)servant;
    seen = *wanted;
    if (wanted->command_line.len != 0)
        memcpy(seen_line, wanted->command_line.data, wanted->command_line.len);
    memset(result, 0, sizeof *result);
    if (refusal != BUILDS_ALL) {
        domb_Refused_raise(env, &refused);
        return;
    }
    result->console_frame = 77;
    memset(result->kernel, 0xab, sizeof result->kernel);
    result->log_index = 5;
}

static void *serve(void *unused)
{
    (void)unused;
    (void)ivmc_page_loop_run(loop);
    return NULL;
}

static void start_builder(const char *address)
{
    static const struct domb_Builder_epv epv = {build};
    static unsigned char memory[domb_Builder_MEMORY(BUILDER_MESSAGE)];
    static struct ivmc_servant servant;
    static struct ivmc_server server;
    struct ivmc_page_listener *listener;
    uint64_t key;

    ivmc_server_init(&server, &servant, 1, memory, sizeof memory);
    ck_assert_int_eq(domb_Builder_serve(&server, &epv, NULL, &key), IVMC_OK);
    ck_assert_int_eq(ivmc_page_listen(address, NULL, &listener), IVMC_OK);
    ck_assert_int_eq(ivmc_page_loop_open(&server, NULL, &loop), IVMC_OK);
    ck_assert_int_eq(ivmc_page_loop_add(loop, listener), IVMC_OK);
    ck_assert_int_eq(pthread_create(&thread, NULL, serve, NULL), 0);
}

/* ---- the stage --------------------------------------------------------------- */

static char folder[64], kernel[96], ramdisk[96], said[4096];
static pid_t vfsback;

static void make_file(char *path, size_t size, const char *name, int octets)
{
    FILE *f;

    snprintf(path, size, "%s/%s", folder, name);
    f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fprintf(f, "%*s", octets, "");
    fclose(f);
}

static void start_vfsback(const char *tokens, const char *files)
{
    const char *program = getenv("VFSBACK");
    char line[32];
    int out[2];

    ck_assert_msg(program != NULL, "VFSBACK is not set");
    ck_assert_int_eq(pipe(out), 0);
    vfsback = fork();
    ck_assert_int_ge(vfsback, 0);
    if (vfsback == 0) {
        dup2(out[1], STDOUT_FILENO);
        close(out[0]);
        close(out[1]);
        execl(program, program, "-s", tokens, folder, files, (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    ck_assert_int_gt(read(out[0], line, sizeof line), 0);
    close(out[0]);
}

static void start(void)
{
    char tokens[96], files[96], builder[96];

    strcpy(folder, "/tmp/order.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    make_file(kernel, sizeof kernel, "kernel", 12345);
    make_file(ramdisk, sizeof ramdisk, "ramdisk", 678);
    snprintf(tokens, sizeof tokens, "unix:%s/tokens", folder);
    snprintf(files, sizeof files, "page:%s/files", folder);
    snprintf(builder, sizeof builder, "page:%s/builder", folder);
    setenv("DOMB_TOKENS", tokens, 1);
    setenv("DOMB_BUILDER", builder, 1);
    start_vfsback(tokens, files);
    start_builder(builder);
    refusal = BUILDS_ALL;
}

static void stop(void)
{
    char command[96];

    kill(vfsback, SIGTERM);
    waitpid(vfsback, NULL, 0);
    ivmc_page_loop_stop(loop);
    pthread_join(thread, NULL);
    ivmc_page_loop_close(loop);
    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static struct order good_order(void)
{
    struct order order = {
        .domid = 7,
        .pages = 4096,
        .kernel = kernel,
        .ramdisk = ramdisk,
        .command_line = "console=hvc0",
        .console_port = 2,
        .store_port = 1,
    };

    return order;
}

/* The order, and in `said` what it said on standard error. */
static bool order_and_listen(const struct order *order,
                             struct domb_Built *built)
{
    int old = dup(STDERR_FILENO), fd;
    char path[96];
    ssize_t len;
    bool done;

    snprintf(path, sizeof path, "%s/said", folder);
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    ck_assert_int_ge(fd, 0);
    dup2(fd, STDERR_FILENO);
    done = order_build(order, built);
    if (done)
        order_tell(order, built);
    dup2(old, STDERR_FILENO);
    close(old);
    len = pread(fd, said, sizeof said - 1, 0);
    said[len < 0 ? 0 : len] = '\0';
    close(fd);
    return done;
}

static void expect_said(const char *text)
{
    ck_assert_msg(strstr(said, text) != NULL, "said '%s', not '%s'", said,
                  text);
}

/* ---- the tests ---------------------------------------------------------------- */

START_TEST(an_order_comes_as_it_was_given)
{
    struct domb_Built built;
    struct order order;

    start();
    order = good_order();
    order.ramdisk_wanted[31] = 9;
    ck_assert(order_and_listen(&order, &built));
    ck_assert_uint_eq(built.console_frame, 77);
    ck_assert_uint_eq(seen.domid, 7);
    ck_assert_uint_eq(seen.pages, 4096);
    ck_assert_uint_eq(seen.kernel.size, 12345);
    ck_assert_uint_eq(seen.ramdisk.size, 678);
    ck_assert(seen.kernel.token != 0 && seen.ramdisk.token != 0);
    ck_assert(seen.kernel.token != seen.ramdisk.token);
    ck_assert_uint_eq(seen.kernel.expected[31], 0);
    ck_assert_uint_eq(seen.ramdisk.expected[31], 9);
    ck_assert_uint_eq(seen.console_port, 2);
    ck_assert_uint_eq(seen.store_port, 1);
    ck_assert_uint_eq(seen.command_line.len, 12);
    ck_assert_mem_eq(seen_line, "console=hvc0", 12);
    expect_said("built domain 7, event 5 of the log\n");
    expect_said("kernel   abababab");
    stop();
}
END_TEST

START_TEST(a_domain_may_have_no_ramdisk)
{
    struct domb_Built built;
    struct order order;

    start();
    order = good_order();
    order.ramdisk = NULL;
    order.command_line = "";
    ck_assert(order_and_listen(&order, &built));
    ck_assert_uint_eq(seen.ramdisk.token, 0);
    ck_assert_uint_eq(seen.ramdisk.size, 0);
    ck_assert_uint_eq(seen.command_line.len, 0);
    ck_assert_ptr_null(strstr(said, "ramdisk"));
    stop();
}
END_TEST

START_TEST(each_refusal_has_a_cure)
{
    struct domb_Built built;
    struct order order;

    start();
    order = good_order();
    for (refusal = domb_own_domain; refusal <= (int)domb_hypervisor;
         refusal++) {
        ck_assert(!order_and_listen(&order, &built));
        expect_said("domb: not built: ");
        expect_said("; "); /* after which it says what to do */
        expect_said("(Cannot allocate memory)");
    }
    stop();
}
END_TEST

START_TEST(files_that_are_not_there_are_named)
{
    struct domb_Built built;
    struct order order;

    start();
    order = good_order();
    order.kernel = "/nowhere/kernel";
    ck_assert(!order_and_listen(&order, &built));
    expect_said("/nowhere/kernel: No such file");
    order = good_order();
    order.ramdisk = "/etc/passwd";
    ck_assert(!order_and_listen(&order, &built));
    expect_said("/etc/passwd: vfsback: ");
    stop();
}
END_TEST

START_TEST(links_are_followed_by_who_asks)
{
    struct domb_Built built;
    struct order order;
    char link[96];

    start();
    order = good_order();
    snprintf(link, sizeof link, "%s/link", folder);
    ck_assert_int_eq(symlink("kernel", link), 0);
    order.kernel = link;
    ck_assert(order_and_listen(&order, &built));
    ck_assert_uint_eq(seen.kernel.size, 12345);
    stop();
}
END_TEST

START_TEST(numbers_out_of_bounds_go_nowhere)
{
    struct domb_Built built;
    struct order order;

    start();
    order = good_order();
    order.pages = 1;
    ck_assert(!order_and_listen(&order, &built));
    expect_said("domb: the builder: ");
    stop();
}
END_TEST

START_TEST(command_lines_have_an_end)
{
    static char line[1025];
    struct domb_Built built;
    struct order order;

    start();
    memset(line, 'x', 1023);
    order = good_order();
    order.command_line = line;
    ck_assert(order_and_listen(&order, &built));
    ck_assert_uint_eq(seen.command_line.len, 1023);
    line[1023] = 'x';
    ck_assert(!order_and_listen(&order, &built));
    expect_said("1024 octets");
    stop();
}
END_TEST

START_TEST(who_is_not_there_is_named)
{
    struct domb_Built built;
    struct order order;

    start();
    order = good_order();
    setenv("DOMB_BUILDER", "page:/nowhere/builder", 1);
    ck_assert(!order_and_listen(&order, &built));
    expect_said("the builder at page:/nowhere/builder: ");
    setenv("DOMB_TOKENS", "unix:/nowhere/tokens", 1);
    ck_assert(!order_and_listen(&order, &built));
    expect_said("start it: systemctl start vfsback");
    stop();
}
END_TEST

START_TEST(digests_are_64_digits)
{
    const char *good = "00112233445566778899aabbccddeeff"
                       "0123456789abcdef0123456789abcdef";
    uint8_t digest[32];
    char text[80];

    ck_assert(digest_of(digest, good));
    ck_assert_uint_eq(digest[1], 0x11);
    ck_assert_uint_eq(digest[31], 0xef);
    ck_assert(!digest_of(digest, ""));
    ck_assert(!digest_of(digest, good + 1));
    snprintf(text, sizeof text, "%s0", good);
    ck_assert(!digest_of(digest, text));
    snprintf(text, sizeof text, "%.63sg", good);
    ck_assert(!digest_of(digest, text));
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("order");
    TCase *tests = tcase_create("order");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_order_comes_as_it_was_given);
    tcase_add_test(tests, a_domain_may_have_no_ramdisk);
    tcase_add_test(tests, each_refusal_has_a_cure);
    tcase_add_test(tests, files_that_are_not_there_are_named);
    tcase_add_test(tests, links_are_followed_by_who_asks);
    tcase_add_test(tests, numbers_out_of_bounds_go_nowhere);
    tcase_add_test(tests, command_lines_have_an_end);
    tcase_add_test(tests, who_is_not_there_is_named);
    tcase_add_test(tests, digests_are_64_digits);
    suite_add_tcase(suite, tests);
    return suite;
}
