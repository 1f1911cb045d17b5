/*
 * "serve": a server "fake" that answers each client with something else that
 * is no answer. "DOMID": the client of such a server, which must see through
 * each of them.
 */
#include <string.h>

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#include "directory.h"
#include "page_channel.h"
#include "rendezvous.h"

static _Alignas(4096) unsigned char page[PAGE_SIZE];

static void check(bool good, const char *lie, const char *what)
{
    if (good)
        return;
    ivmc_guest_print("FAILED: %s: %s\n", lie, what);
    ivmc_guest_end(true);
}

/* ---- lies about what the server says in the pages ---------------------------------- */

static void another_nonce(struct page_hello *h)
{
    h->nonce++;
}

static void no_epoch(struct page_hello *h)
{
    h->epoch = 0;
}

static void larger_messages(struct page_hello *h)
{
    h->max_message = UINT32_MAX;
}

static void tiny_messages(struct page_hello *h)
{
    h->max_message = 8;
}

static void other_halves(struct page_hello *h)
{
    h->client_half += PAGE_LINE;
    h->server_half -= PAGE_LINE;
}

static void more_pages(struct page_hello *h)
{
    h->pages = PAGE_MAX_PAGES;
}

static void another_magic(struct page_hello *h)
{
    h->magic = 0;
}

static void words_behind(struct page_hello *h)
{
    h->rest[4] = 1;
}

static const struct lie {
    const char *name;
    void (*change)(struct page_hello *h); /* of an answer in the pages */
    const char *answer; /* to who asks for pages; neither: it is removed */
    enum ivmc_status seen_as;
} lies[] = {
    {"another nonce", another_nonce, NULL, IVMC_BAD_MESSAGE},
    {"no epoch", no_epoch, NULL, IVMC_BAD_MESSAGE},
    {"larger messages", larger_messages, NULL, IVMC_BAD_MESSAGE},
    {"tiny messages", tiny_messages, NULL, IVMC_BAD_MESSAGE},
    {"other halves", other_halves, NULL, IVMC_BAD_MESSAGE},
    {"more pages", more_pages, NULL, IVMC_BAD_MESSAGE},
    {"another magic", another_magic, NULL, IVMC_BAD_MESSAGE},
    {"words behind", words_behind, NULL, IVMC_BAD_MESSAGE},
    {"taken away", NULL, NULL, IVMC_REFUSED},
    {"a grant of nothing", NULL, "offer 999999 1", IVMC_REFUSED},
    {"a grant of the builder's", NULL, "offer 1 1", IVMC_REFUSED},
    {"no offer", NULL, "offer", IVMC_BAD_MESSAGE},
    {"nothing", NULL, "", IVMC_BAD_MESSAGE},
    {"a number too large", NULL, "offer 4294967296 1", IVMC_BAD_MESSAGE},
    {"what was asked", NULL, "ask 2", IVMC_TIMEOUT},
};

#define LIES (sizeof lies / sizeof *lies)

/* ---- the server ------------------------------------------------------------------- */

/* The hello is wrong from the moment that it can be read. */
static void say(const struct lie *l, uint16_t client,
                const struct xen_request *r)
{
    struct page_zero *zero = (struct page_zero *)(void *)page;
    static struct page_zero own;
    struct page_terms terms = {.max_message = 1024, .epoch = 1};
    uint32_t handle, port;

    check(ivmc_guest_map(client, r->ref, true, page, &handle) == IVMC_OK,
          l->name, "map");
    check(ivmc_guest_port_bind(client, r->port, &port) == IVMC_OK, l->name,
          "bind");
    memcpy(&own, page, sizeof own);
    terms.layout.pages = xen_directory_count(zero, false, PAGE_MAX_PAGES);
    check(page_answer(&own, &terms), l->name, "what the client says");
    l->change(&own.server_hello);
    memcpy(&zero->server_hello, &own.server_hello,
           offsetof(struct page_hello, state));
    memcpy(zero->server_hello.rest, own.server_hello.rest,
           sizeof own.server_hello.rest);
    atomic_store(&zero->server_side.alive, 1);
    atomic_store(&zero->server_hello.state, PAGE_OPEN);
    ivmc_guest_port_ring(port);
    ivmc_guest_unmap(page, handle);
    ivmc_guest_port_close(port);
}

static void answer(const struct lie *l, const char *path, const char *name)
{
    char text[XEN_VALUE_MAX];
    struct xen_request r;
    uint16_t client;
    size_t len;

    check(xen_request_name_read(&client, name), l->name, name);
    check(ivmc_guest_store_read(path, text, sizeof text, &len) == IVMC_OK &&
              xen_request_read(&r, text, len),
          l->name, "the request");
    if (l->answer) {
        check(ivmc_guest_store_write(path, l->answer) == IVMC_OK, l->name,
              "answer");
        return;
    }
    if (l->change)
        say(l, client, &r);
    (void)ivmc_guest_store_remove(path);
}

static void serve(uint16_t own)
{
    static char last[IVMC_GUEST_PATH_MAX];
    char inbox[XEN_PATH_MAX], path[IVMC_GUEST_PATH_MAX];
    uint32_t port = ivmc_guest_store_port();
    size_t told = 0, len;

    xen_inbox_path(inbox, own, "fake");
    len = strlen(inbox);
    check(ivmc_guest_store_watch(inbox) == IVMC_OK &&
              ivmc_guest_store_write(inbox, "") == IVMC_OK &&
              ivmc_guest_store_permit(inbox, own, 'b', own, 'b') == IVMC_OK,
          "none", "inbox");
    ivmc_guest_print("lying\n");
    while (told < LIES) {
        (void)ivmc_guest_port_rung(port);
        if (!ivmc_guest_store_change(path)) {
            ivmc_guest_wait(&port, 1, UINT64_MAX);
            continue;
        }
        /* One lie for each request, however often it changes. */
        if (path[len] != '/' || strcmp(path, last) == 0)
            continue;
        memcpy(last, path, sizeof last);
        answer(&lies[told++], path, path + len + 1);
    }
}

/* ---- the client ------------------------------------------------------------------- */

static void connect(const char *address)
{
    static _Alignas(4096) unsigned char shared[IVMC_XEN_GUEST_MEMORY(2, 1024)];
    struct ivmc_xen_guest_options o = {.max_message = 1024, .timeout_ms = 3000};
    struct ivmc_channel *channel;
    enum ivmc_status s;
    size_t i;

    for (i = 0; i < LIES; i++) {
        o.ask = lies[i].answer != NULL;
        s = ivmc_xen_guest_connect(address, &o, 2, shared, sizeof shared,
                                   &channel);
        check(s == lies[i].seen_as, lies[i].name, ivmc_status_name(s));
        check(!channel, lies[i].name, "there is a channel");
    }
    check(!ivmc_guest_is_granted(shared, sizeof shared), "all", "is granted");
}

static uint16_t number(const char *text)
{
    uint16_t n = 0;

    for (; *text >= '0' && *text <= '9'; text++)
        n = (uint16_t)(n * 10 + (*text - '0'));
    return n;
}

int guest_main(const char *command_line)
{
    char text[32];

    if (strcmp(command_line, "serve") == 0) {
        if (ivmc_guest_store_read("domid", text, 8, NULL) != IVMC_OK)
            return 1;
        serve(number(text));
        /* What it told stays there to be read. */
        for (;;)
            ivmc_guest_wait(NULL, 0, UINT64_MAX);
    }
    ivmc_guest_format(text, sizeof text, "xen:%s/fake", command_line);
    connect(text);
    ivmc_guest_print("no lie was believed\n");
    return 0;
}
