/* Packets, memory and hellos that are not what a server may take. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pages.h"
#include "raw.h"

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW)

/* The server says no, or nothing, and hangs up. */
static void is_refused(struct raw_page *p, const char *what)
{
    int passed, status = raw_page_answer(p->socket, &passed);

    ck_assert_msg(status != 0, "%s: accepted", what);
    ck_assert_int_eq(passed, -1);
    ck_assert_msg(status < (int)IVMC_STATUS_COUNT && status != 1, "%s: %d",
                  what, status);
    if (status > 0)
        ck_assert_msg(raw_page_is_closed(p), "%s: not closed", what);
}

/* ---- packets ------------------------------------------------------------ */

struct packet_case {
    const char *name;
    uint32_t at, value; /* an octet */
    uint32_t len;
    unsigned descriptors;
};

static const struct packet_case packets[] = {
    {"page packet: other magic", 0, 'X', RAW_PACKET, 1},
    {"page packet: version 0", 4, 0, RAW_PACKET, 1},
    {"page packet: version 2", 4, 2, RAW_PACKET, 1},
    {"page packet: refused", 6, IVMC_REFUSED, RAW_PACKET, 1},
    {"page packet: status that is none", 7, 1, RAW_PACKET, 1},
    {"page packet: a bell", 8, 1, RAW_PACKET, 1},
    {"page packet: a bell that is none", 11, 0x80, RAW_PACKET, 1},
    {"page packet: rest not zero", 15, 1, RAW_PACKET, 1},
    {"page packet: one octet", 0, 'I', 1, 1},
    {"page packet: one octet short", 0, 'I', RAW_PACKET - 1, 1},
    {"page packet: one octet long", 0, 'I', RAW_PACKET + 1, 1},
    {"page packet: no descriptor", 0, 'I', RAW_PACKET, 0},
    {"page packet: two descriptors", 0, 'I', RAW_PACKET, 2},
    {"page packet: eight descriptors", 0, 'I', RAW_PACKET, 8},
};

START_TEST(wrong_packet)
{
    const struct packet_case *c = &packets[_i];
    unsigned char packet[RAW_PACKET + 1] = {0};
    struct raw_page p;
    struct scene s;
    int fd;

    scene_open(&s, NULL);
    fd = raw_page_offer(&p);
    p.socket = raw_page_connect(pages_address());
    raw_page_good_packet(packet);
    packet[c->at] = (unsigned char)c->value;
    raw_send_copies(p.socket, packet, c->len, fd, c->descriptors);
    close(fd);
    is_refused(&p, c->name);
    raw_page_close(&p);
    scene_close(&s, c->name);
}
END_TEST

/* ---- memory ------------------------------------------------------------- */

static int unsealed(void)
{
    return raw_page_memory(RAW_PAGES * PAGE_SIZE, 0);
}

static int can_shrink(void)
{
    return raw_page_memory(RAW_PAGES * PAGE_SIZE, F_SEAL_GROW);
}

static int can_grow(void)
{
    return raw_page_memory(RAW_PAGES * PAGE_SIZE, F_SEAL_SHRINK);
}

static int empty(void)
{
    return raw_page_memory(0, SEALS);
}

static int less_than_a_page(void)
{
    return raw_page_memory(PAGE_SIZE - 1, SEALS);
}

static int odd_size(void)
{
    return raw_page_memory(RAW_PAGES * PAGE_SIZE + 1, SEALS);
}

static int too_large(void)
{
    return raw_page_memory((PAGE_MAX_PAGES + 1) * PAGE_SIZE, SEALS);
}

static int no_hello(void)
{
    return raw_page_memory(RAW_PAGES * PAGE_SIZE, SEALS);
}

static int a_device(void)
{
    return open("/dev/zero", O_RDWR | O_CLOEXEC);
}

static int a_folder(void)
{
    return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static int a_pipe(void)
{
    int fd[2];

    ck_assert_int_eq(pipe2(fd, O_CLOEXEC), 0);
    close(fd[1]);
    return fd[0];
}

/* Writing is refused: a mapping to write into cannot be had. */
static int read_only(void)
{
    return raw_page_memory(RAW_PAGES * PAGE_SIZE, SEALS | F_SEAL_WRITE);
}

struct memory_case {
    const char *name;
    int (*make)(void);
};

static const struct memory_case memories[] = {
    {"page memory: unsealed", unsealed},
    {"page memory: can shrink", can_shrink},
    {"page memory: can grow", can_grow},
    {"page memory: empty", empty},
    {"page memory: less than a page", less_than_a_page},
    {"page memory: no whole pages", odd_size},
    {"page memory: more than may", too_large},
    {"page memory: no hello", no_hello},
    {"page memory: a device", a_device},
    {"page memory: a folder", a_folder},
    {"page memory: a pipe", a_pipe},
    {"page memory: sealed against writing", read_only},
};

START_TEST(wrong_memory)
{
    const struct memory_case *c = &memories[_i];
    unsigned char packet[RAW_PACKET];
    struct raw_page p;
    struct scene s;
    int fd;

    scene_open(&s, NULL);
    close(raw_page_offer(&p));
    p.socket = raw_page_connect(pages_address());
    fd = c->make();
    ck_assert_int_ge(fd, 0);
    raw_page_good_packet(packet);
    raw_send_copies(p.socket, packet, sizeof packet, fd, 1);
    close(fd);
    is_refused(&p, c->name);
    raw_page_close(&p);
    scene_close(&s, c->name);
}
END_TEST

/* ---- hellos ------------------------------------------------------------- */

struct hello_case {
    const char *name;
    size_t at, width;
    uint64_t value;
};

#define AT(field) offsetof(struct page_hello, field)

static const struct hello_case hellos[] = {
    {"page hello: other magic", AT(magic), 4, 0x12345678},
    {"page hello: version 0", AT(version), 2, 0},
    {"page hello: version 2", AT(version), 2, 2},
    {"page hello: first zero set", AT(zero), 2, 1},
    {"page hello: no pages", AT(pages), 4, 0},
    {"page hello: one page less", AT(pages), 4, RAW_PAGES - 1},
    {"page hello: one page more", AT(pages), 4, RAW_PAGES + 1},
    {"page hello: 2^32-1 pages", AT(pages), 4, UINT32_MAX},
    {"page hello: no client's half", AT(client_half), 4, 0},
    {"page hello: a small client's half", AT(client_half), 4, 448},
    {"page hello: half of a line", AT(client_half), 4, RAW_HALF + 32},
    {"page hello: client's half beyond the pages", AT(client_half), 4,
     RAW_PAGES *PAGE_SIZE},
    {"page hello: client's half of 2^31", AT(client_half), 4, 0x80000000},
    {"page hello: client's half of 2^32-64", AT(client_half), 4, 0xffffffc0},
    {"page hello: no server's half", AT(server_half), 4, 0},
    {"page hello: server's half beyond the pages", AT(server_half), 4,
     RAW_PAGES *PAGE_SIZE - RAW_HALF},
    {"page hello: halves that wrap", AT(server_half), 4,
     UINT32_MAX - RAW_HALF + 1},
    {"page hello: largest message 0", AT(max_message), 4, 0},
    {"page hello: largest message 39", AT(max_message), 4, 39},
    {"page hello: client chooses the epoch", AT(epoch), 4, 1},
    {"page hello: second zero set", AT(zero_too), 4, 1},
    {"page hello: not open", AT(state), 4, PAGE_ABSENT},
    {"page hello: closed", AT(state), 4, PAGE_CLOSED},
    {"page hello: state that is none", AT(state), 4, 3},
    {"page hello: first of the rest", AT(rest), 4, 1},
    {"page hello: last of the rest", sizeof(struct page_hello) - 1, 1, 0x80},
};

START_TEST(wrong_hello)
{
    const struct hello_case *c = &hellos[_i];
    unsigned char packet[RAW_PACKET];
    struct raw_page p;
    struct scene s;
    int fd;

    scene_open(&s, NULL);
    fd = raw_page_offer(&p);
    p.socket = raw_page_connect(pages_address());
    memcpy((unsigned char *)p.own_hello + c->at, &c->value, c->width);
    raw_page_good_packet(packet);
    raw_send_copies(p.socket, packet, sizeof packet, fd, 1);
    close(fd);
    is_refused(&p, c->name);
    raw_page_close(&p);
    scene_close(&s, c->name);
}
END_TEST

/* Says nothing, or goes in the middle. */
START_TEST(goes_early)
{
    struct raw_page p;
    struct scene s;
    int i;

    scene_open(&s, NULL);
    for (i = 0; i < 20; i++)
        close(raw_page_connect(pages_address()));
    for (i = 0; i < 20; i++) {
        unsigned char packet[RAW_PACKET];
        int fd = raw_page_offer(&p);

        p.socket = raw_page_connect(pages_address());
        raw_page_good_packet(packet);
        raw_send_copies(p.socket, packet, sizeof packet, fd, 1);
        close(fd);
        raw_page_close(&p);
    }
    scene_close(&s, "page: goes early");
}
END_TEST

TCase *cases_page_handshake(void)
{
    TCase *t = tcase_create("page handshake");

    tcase_set_timeout(t, 20);
    tcase_add_loop_test(t, wrong_packet, 0, sizeof packets / sizeof *packets);
    tcase_add_loop_test(t, wrong_memory, 0, sizeof memories / sizeof *memories);
    tcase_add_loop_test(t, wrong_hello, 0, sizeof hellos / sizeof *hellos);
    tcase_add_test(t, goes_early);
    return t;
}
