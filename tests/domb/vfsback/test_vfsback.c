/*
 * vfsback as a process, over shared pages instead of grants: what it reads,
 * and what it does not. Its program is the environment's VFSBACK.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ivmc/page.h>
#include <ivmc/region.h>
#include <ivmc/sockets.h>

#include "tokens.h"
#include "unit.h"
#include "vfs.h"
#include "vfs_dce.h"

#define BOTH (IVMC_READ | IVMC_WRITE)
#define HALF vfs_WINDOW
#define SIZE 1500000u /* of the file: three windows, the last one not full */

/* ---- the stage ----------------------------------------------------------- */

static char folder[64]; /* whole path; export/ and outside lie in it */
static pid_t server;
static struct ivmc_channel *tokens_channel, *files_channel;
static struct ivmc_object keeper, files, files_dce;
static struct ivmc_env env;
static struct ivmc_memory window;
static struct ivmc_region offer;

static const char *path(const char *name)
{
    static char text[128];

    snprintf(text, sizeof text, "%s/%s", folder, name);
    return text;
}

/* So that each octet tells its place. */
static unsigned char octet_at(uint64_t at)
{
    return (unsigned char)(at * 131 + at / 4093);
}

static void make_file(const char *name, uint32_t size)
{
    FILE *f = fopen(path(name), "w");
    uint32_t i;

    ck_assert_ptr_nonnull(f);
    for (i = 0; i < size; i++)
        putc(octet_at(i), f);
    fclose(f);
}

static void start_server(void)
{
    char socket[96], page[96], directory[96];
    const char *program = getenv("VFSBACK");
    int out[2];
    char line[32];

    ck_assert_msg(program != NULL, "VFSBACK is not set");
    snprintf(socket, sizeof socket, "unix:%s/tokens", folder);
    snprintf(page, sizeof page, "page:%s/files", folder);
    snprintf(directory, sizeof directory, "%s/export", folder);
    ck_assert_int_eq(pipe(out), 0);
    server = fork();
    ck_assert_int_ge(server, 0);
    if (server == 0) {
        dup2(out[1], STDOUT_FILENO);
        close(out[0]);
        close(out[1]);
        execl(program, program, "-s", socket, directory, page, (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    ck_assert_int_gt(read(out[0], line, sizeof line), 0); /* "serving" */
    close(out[0]);
    ck_assert_int_eq(ivmc_socket_connect(socket, NULL, &tokens_channel),
                     IVMC_OK);
    ck_assert_int_eq(ivmc_page_connect(page, NULL, &files_channel), IVMC_OK);
}

#define expect(wanted)                                                         \
    ck_assert_str_eq(ivmc_status_name(env.status), ivmc_status_name(wanted))

static void lend(struct ivmc_memory *m, struct ivmc_region *region,
                 uint64_t size, uint32_t rights)
{
    ck_assert_int_eq(ivmc_memory_create(m, size, rights), IVMC_OK);
    ck_assert_int_eq(ivmc_memory_offer(m, region), IVMC_OK);
}

static void start(void)
{
    static unsigned char memory[tokens_Keeper_MEMORY(2048)];

    strcpy(folder, "/tmp/vfsback.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(mkdir(path("export"), 0755), 0);
    make_file("export/kernel", SIZE);
    make_file("outside", 100);
    start_server();
    ivmc_env_init(&env, memory, sizeof memory);
    tokens_Keeper_bind(tokens_channel, IVMC_ROOT_KEY, &keeper, &env);
    expect(IVMC_OK);
    vfs_Files_bind(files_channel, IVMC_ROOT_KEY, &files, &env);
    expect(IVMC_OK);
    vfs_dce_bind(files_channel, IVMC_ROOT_KEY, &files_dce, &env);
    expect(IVMC_OK);
    lend(&window, &offer, 2 * HALF, BOTH);
}

static void remove_folder(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        execlp("rm", "rm", "-rf", folder, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
}

/* The server ends by itself, with success. */
static void stop(void)
{
    int status;

    ivmc_region_close(&offer);
    ivmc_memory_destroy(&window);
    ivmc_channel_close(tokens_channel);
    ivmc_channel_close(files_channel);
    ck_assert_int_eq(kill(server, SIGTERM), 0);
    ck_assert_int_eq(waitpid(server, &status, 0), server);
    ck_assert_int_eq(status, 0);
    ck_assert_int_ne(access(path("tokens"), F_OK), 0);
    remove_folder();
}

/* ---- what is said -------------------------------------------------------- */

static struct tokens_File mint(const char *name)
{
    struct tokens_File file = {0, 0};

    tokens_Keeper_mint(&keeper, name, &file, &env);
    expect(IVMC_OK);
    ck_assert(file.token != 0);
    return file;
}

/* NULL when it was minted. */
static const char *why_not(const char *name)
{
    const struct tokens_Refused *refused;
    struct tokens_File file = {0, 0};

    tokens_Keeper_mint(&keeper, name, &file, &env);
    refused = tokens_Refused_caught(&env);
    return refused ? refused->reason : NULL;
}

static uint32_t read_at(uint64_t token, uint64_t offset, uint32_t want,
                        uint32_t place)
{
    uint32_t got =
        vfs_Files_read_at(&files, token, offset, want, &offer, place, &env);

    expect(IVMC_OK);
    return got;
}

static void expect_octets(uint32_t place, uint64_t offset, uint32_t len)
{
    uint32_t i;

    for (i = 0; i < len; i++)
        if (window.at[place + i] != octet_at(offset + i))
            ck_abort_msg("octet %llu", (unsigned long long)(offset + i));
}

/* Descriptors and mappings of memory that the server has. */
static uint32_t count(const char *what, const char *word)
{
    char name[64], line[512];
    uint32_t n = 0;
    FILE *f;

    snprintf(name, sizeof name, "/proc/%d/%s", (int)server, what);
    f = fopen(name, "r");
    ck_assert_ptr_nonnull(f);
    while (fgets(line, sizeof line, f))
        if (strstr(line, word))
            n++;
    fclose(f);
    return n;
}

static uint32_t descriptors(void)
{
    char name[64];
    uint32_t n = 0;
    DIR *d;

    snprintf(name, sizeof name, "/proc/%d/fd", (int)server);
    d = opendir(name);
    ck_assert_ptr_nonnull(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

/* A request's descriptors are closed after its reply has left. */
static void expect_descriptors(uint32_t wanted)
{
    uint32_t tries;

    for (tries = 0; descriptors() != wanted && tries < 200; tries++)
        usleep(10000);
    ck_assert_uint_eq(descriptors(), wanted);
}

/* ---- the tests ----------------------------------------------------------- */

START_TEST(contents_come_in_halves)
{
    struct tokens_File file;
    uint64_t at;
    uint32_t half = 0, got;

    start();
    file = mint("kernel");
    ck_assert_uint_eq(file.size, SIZE);
    for (at = 0; at < file.size; at += got, half = HALF - half) {
        got = read_at(file.token, at, HALF, half);
        ck_assert_uint_eq(got, SIZE - at < HALF ? SIZE - at : HALF);
        expect_octets(half, at, got);
    }
    ck_assert_uint_eq(read_at(file.token, at, HALF, 0), 0);
    stop();
}
END_TEST

START_TEST(the_twin_reads_the_same)
{
    struct tokens_File file;
    uint32_t got;

    start();
    file = mint("kernel");
    got = vfs_dce_read_at(&files_dce, file.token, 77, 1000, &offer, 4096, &env);
    expect(IVMC_OK);
    ck_assert_uint_eq(got, 1000);
    expect_octets(4096, 77, 1000);
    stop();
}
END_TEST

START_TEST(any_order_any_number_of_times)
{
    static const uint64_t places[] = {1499999, 0, 700000, 0, 1048576, 3};
    struct tokens_File file;
    size_t i;

    start();
    file = mint("kernel");
    for (i = 0; i < sizeof places / sizeof *places; i++) {
        ck_assert_uint_eq(read_at(file.token, places[i], 1, 5), 1);
        expect_octets(5, places[i], 1);
    }
    stop();
}
END_TEST

START_TEST(whole_paths_beneath_the_directory)
{
    char name[128];

    start();
    snprintf(name, sizeof name, "%s", path("export/kernel"));
    ck_assert_uint_eq(mint(name).size, SIZE);
    snprintf(name, sizeof name, "%s", path("export//kernel"));
    ck_assert_uint_eq(mint(name).size, SIZE);
    ck_assert_ptr_nonnull(why_not(path("outside")));
    snprintf(name, sizeof name, "%s", path("export/../outside"));
    ck_assert_ptr_nonnull(why_not(name));
    stop();
}
END_TEST

START_TEST(names_that_lead_elsewhere_are_refused)
{
    static const char *const names[] = {
        "",        ".",          "..",          "../outside",
        "missing", "sub",        "fifo",        "out",
        "alias",   "/dev/zero",  "device",      "kernel/",
        "up",      "up/outside", "/etc/passwd", "sub/../../outside",
    };
    size_t i;

    start();
    ck_assert_int_eq(mkdir(path("export/sub"), 0755), 0);
    ck_assert_int_eq(mkfifo(path("export/fifo"), 0644), 0);
    ck_assert_int_eq(symlink("../outside", path("export/out")), 0);
    ck_assert_int_eq(symlink("kernel", path("export/alias")), 0);
    ck_assert_int_eq(symlink("/dev/zero", path("export/device")), 0);
    ck_assert_int_eq(symlink("..", path("export/up")), 0);
    for (i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(why_not(names[i]) != NULL, "%s", names[i]);
    ck_assert_ptr_nonnull(strstr(why_not("alias"), "symbolic link"));
    ck_assert_ptr_nonnull(strstr(why_not("sub"), "regular file"));
    mint("kernel");
    stop();
}
END_TEST

START_TEST(files_change_while_they_are_read)
{
    struct tokens_File file;
    char other[128];

    start();
    file = mint("kernel");
    /* Shorter: what is there. */
    ck_assert_int_eq(truncate(path("export/kernel"), 1000), 0);
    ck_assert_uint_eq(read_at(file.token, 0, HALF, 0), 1000);
    ck_assert_uint_eq(read_at(file.token, 1000, HALF, 0), 0);
    /* Longer: what is asked for, which is no more than was said at first. */
    ck_assert_int_eq(truncate(path("export/kernel"), 2 * SIZE), 0);
    ck_assert_uint_eq(read_at(file.token, SIZE, HALF, 0), HALF);
    /* Gone, or another of the same name: still the one that was minted. */
    make_file("export/kernel.new", 10);
    snprintf(other, sizeof other, "%s", path("export/kernel.new"));
    ck_assert_int_eq(rename(other, path("export/kernel")), 0);
    ck_assert_uint_eq(read_at(file.token, 0, HALF, 0), HALF);
    ck_assert_int_eq(unlink(path("export/kernel")), 0);
    ck_assert_uint_eq(read_at(file.token, 0, 1000, 0), 1000);
    expect_octets(0, 0, 1000);
    ck_assert_ptr_nonnull(why_not("kernel"));
    stop();
}
END_TEST

START_TEST(numbers_out_of_bounds_read_nothing)
{
    struct tokens_File file;
    uint64_t token;

    start();
    file = mint("kernel");
    token = file.token;
    ck_assert_uint_eq(read_at(token, UINT64_MAX, HALF, 0), 0);
    ck_assert_uint_eq(read_at(token, INT64_MAX, HALF, 0), 0);
    ck_assert_uint_eq(read_at(token, (uint64_t)INT64_MAX + 1, 1, 0), 0);
    ck_assert_uint_eq(read_at(token, SIZE, 1, 0), 0);
    ck_assert_uint_eq(read_at(0, 0, 1, 0), 0);
    ck_assert_uint_eq(read_at(token + 1, 0, 1, 0), 0);
    /* The second half is the last place of a whole one. */
    ck_assert_uint_eq(read_at(token, 0, HALF, HALF), HALF);
    /* Out of the interface's ranges nothing leaves, or is let in. */
    vfs_Files_read_at(&files, token, 0, HALF + 1, &offer, 0, &env);
    ck_assert_int_ne(env.status, IVMC_OK);
    vfs_Files_read_at(&files, token, 0, 0, &offer, 0, &env);
    ck_assert_int_ne(env.status, IVMC_OK);
    vfs_Files_read_at(&files, token, 0, 1, &offer, HALF + 1, &env);
    ck_assert_int_ne(env.status, IVMC_OK);
    ck_assert_uint_eq(read_at(token, 0, 1, 0), 1);
    stop();
}
END_TEST

static void expect_refusal(uint64_t token, struct ivmc_region *region,
                           enum ivmc_status wanted)
{
    vfs_Files_read_at(&files, token, 0, 1, region, 0, &env);
    expect(wanted);
}

START_TEST(windows_that_are_none_are_refused)
{
    struct ivmc_region other = {.size = HALF, .rights = BOTH, .handle = -1};
    struct ivmc_memory memory;
    uint64_t token;

    start();
    token = mint("kernel").token;
    expect_refusal(token, &other, IVMC_BAD_ARGUMENT);
    other.handle = open("/dev/null", O_RDWR | O_CLOEXEC);
    expect_refusal(token, &other, IVMC_BAD_ARGUMENT);
    ivmc_region_close(&other);
    lend(&memory, &other, HALF, IVMC_READ);
    expect_refusal(token, &other, IVMC_REFUSED);
    ivmc_region_close(&other);
    ivmc_memory_destroy(&memory);
    lend(&memory, &other, 2 * HALF + 1, BOTH);
    expect_refusal(token, &other, IVMC_LIMIT);
    ivmc_region_close(&other);
    ivmc_memory_destroy(&memory);
    /* A small one may be read into as far as it goes. */
    lend(&memory, &other, 10, BOTH);
    ck_assert_uint_eq(vfs_Files_read_at(&files, token, 0, 10, &other, 0, &env),
                      10);
    ck_assert_uint_eq(vfs_Files_read_at(&files, token, 0, 10, &other, 1, &env),
                      0);
    ivmc_region_close(&other);
    ivmc_memory_destroy(&memory);
    ck_assert_uint_eq(read_at(token, 0, 1, 0), 1);
    stop();
}
END_TEST

START_TEST(a_window_is_mapped_once)
{
    uint32_t mapped, open, i;
    uint64_t token;

    start();
    token = mint("kernel").token;
    read_at(token, 0, HALF, 0);
    mapped = count("maps", "memfd");
    usleep(100000); /* nothing is under way */
    open = descriptors();
    for (i = 0; i < 100; i++)
        read_at(token, i, HALF, i % 2 * HALF);
    ck_assert_uint_eq(count("maps", "memfd"), mapped);
    expect_descriptors(open);
    stop();
}
END_TEST

START_TEST(windows_of_old_make_room)
{
    uint32_t mapped = 0, i;
    uint64_t token;

    start();
    token = mint("kernel").token;
    for (i = 0; i < 20; i++) {
        struct ivmc_memory memory;
        struct ivmc_region other;

        lend(&memory, &other, HALF, BOTH);
        ck_assert_uint_eq(
            vfs_Files_read_at(&files, token, 0, 9, &other, 0, &env), 9);
        ivmc_region_close(&other);
        ivmc_memory_destroy(&memory);
        if (i == 7)
            mapped = count("maps", "memfd");
    }
    ck_assert_uint_eq(count("maps", "memfd"), mapped);
    stop();
}
END_TEST

START_TEST(tokens_are_forgotten)
{
    uint64_t first, last = 0;
    uint32_t open, i;

    start();
    first = mint("kernel").token;
    ck_assert_uint_eq(read_at(first, 0, 1, 0), 1);
    usleep(100000); /* nothing is under way */
    open = descriptors();
    last = mint("kernel").token;
    ck_assert(first != last);
    tokens_Keeper_forget(&keeper, last, &env);
    expect(IVMC_OK);
    ck_assert_uint_eq(read_at(last, 0, 1, 0), 0);
    expect_descriptors(open);
    tokens_Keeper_forget(&keeper, last, &env);
    tokens_Keeper_forget(&keeper, 0, &env);
    expect(IVMC_OK);
    ck_assert_uint_eq(read_at(first, 0, 1, 0), 1);
    /* Too many: the oldest go. */
    for (i = 0; i < 63; i++)
        last = mint("kernel").token;
    ck_assert_uint_eq(read_at(first, 0, 1, 0), 1);
    last = mint("kernel").token;
    ck_assert_uint_eq(read_at(first, 0, 1, 0), 0);
    ck_assert_uint_eq(read_at(last, 0, 1, 0), 1);
    expect_descriptors(open + 63);
    stop();
}
END_TEST

START_TEST(others_cannot_open_the_socket)
{
    struct stat st;

    start();
    ck_assert_int_eq(stat(path("tokens"), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    stop();
}
END_TEST

/* Another client of the tokens. */
static void be_minter(void)
{
    struct ivmc_channel *c;
    struct tokens_File file;
    char socket[160];
    uint32_t i;

    snprintf(socket, sizeof socket, "unix:%s", path("tokens"));
    if (ivmc_socket_connect(socket, NULL, &c) != IVMC_OK)
        _exit(1);
    tokens_Keeper_bind(c, IVMC_ROOT_KEY, &keeper, &env);
    for (i = 0; i < 2000 && env.status == IVMC_OK; i++) {
        tokens_Keeper_mint(&keeper, "kernel", &file, &env);
        tokens_Keeper_forget(&keeper, file.token, &env);
    }
    _exit(env.status != IVMC_OK);
}

START_TEST(reads_and_mints_at_once)
{
    uint64_t token;
    uint32_t i;
    int status;
    pid_t pid;

    start();
    token = mint("kernel").token;
    pid = fork();
    if (pid == 0)
        be_minter();
    for (i = 0; i < 500; i++)
        ck_assert_uint_eq(read_at(token, i, 100000, 0), 100000);
    expect_octets(0, 499, 100000);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_int_eq(status, 0);
    stop();
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("vfsback");
    TCase *tests = tcase_create("vfsback");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, contents_come_in_halves);
    tcase_add_test(tests, the_twin_reads_the_same);
    tcase_add_test(tests, any_order_any_number_of_times);
    tcase_add_test(tests, whole_paths_beneath_the_directory);
    tcase_add_test(tests, names_that_lead_elsewhere_are_refused);
    tcase_add_test(tests, files_change_while_they_are_read);
    tcase_add_test(tests, numbers_out_of_bounds_read_nothing);
    tcase_add_test(tests, windows_that_are_none_are_refused);
    tcase_add_test(tests, a_window_is_mapped_once);
    tcase_add_test(tests, windows_of_old_make_room);
    tcase_add_test(tests, tokens_are_forgotten);
    tcase_add_test(tests, others_cannot_open_the_socket);
    tcase_add_test(tests, reads_and_mints_at_once);
    suite_add_tcase(suite, tests);
    return suite;
}
