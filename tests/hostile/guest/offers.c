/* Offers that are none, and channels whose client breaks every rule. */
#include "attack.h"

#include <string.h>

static _Alignas(4096) unsigned char pages[PAGES][PAGE_SIZE];

/* ---- an offer ------------------------------------------------------------------- */

static void make(struct offer *o)
{
    uint32_t i;

    memset(pages, 0, sizeof pages);
    memset(o, 0, sizeof *o);
    o->zero = (struct page_zero *)(void *)pages;
    for (i = 0; i < PAGES; i++)
        check(ivmc_guest_grant(victim, pages[i], true, &o->refs[i]) == IVMC_OK,
              "offer", "grant");
    check(ivmc_guest_port_offer(victim, &o->port) == IVMC_OK, "offer", "port");
    (void)page_lay_out(&o->terms.layout, PAGES, 128);
    o->terms.max_message = MESSAGE;
    o->terms.nonce = 7;
    page_offer(o->zero, &o->terms);
    xen_directory_write(o->zero, false, o->refs, PAGES);
    o->request = (struct xen_request){.ref = o->refs[0], .port = o->port};
}

static bool is_free(void *context)
{
    (void)context;
    return !ivmc_guest_is_granted(pages, sizeof pages);
}

/* The server must let go by itself. */
static void take_back(struct offer *o, const char *attack)
{
    uint32_t i;

    for (i = 0; i < PAGES; i++)
        (void)ivmc_guest_grant_end(o->refs[i]);
    ivmc_guest_port_close(o->port);
    check(soon(is_free, NULL), attack, "the server keeps our pages");
}

static bool is_taken(void *path)
{
    char text[XEN_VALUE_MAX];

    return ivmc_guest_store_read(path, text, sizeof text, NULL) ==
           IVMC_BAD_OBJECT;
}

/* Whether the server has answered. */
static bool is_accepted(struct offer *o, const char *attack)
{
    char name[XEN_VALUE_MAX], path[XEN_PATH_MAX], text[XEN_VALUE_MAX];

    xen_request_name(name, own, 99);
    xen_request_path(path, inbox, name);
    xen_request_write(text, &o->request);
    check(put(name, text) == IVMC_OK, attack, "the inbox takes nothing");
    check(soon(is_taken, path), attack, "the request stays");
    return page_load(&o->zero->server_hello.state) == PAGE_OPEN;
}

/* ---- offers that are none ---------------------------------------------------------- */

static void no_pages(struct offer *o)
{
    o->zero->client_hello.pages = 0;
}

static void too_many_pages(struct offer *o)
{
    o->zero->client_hello.pages = UINT32_MAX;
}

static void more_than_there_are(struct offer *o)
{
    o->zero->client_hello.pages = PAGES + 1;
}

static void bad_directory(struct offer *o)
{
    o->zero->grants[4] = 0xffffff;
}

static void bad_magic(struct offer *o)
{
    o->zero->client_hello.magic++;
}

static void bad_version(struct offer *o)
{
    o->zero->client_hello.version = 9;
}

static void halves_too_large(struct offer *o)
{
    o->zero->client_hello.client_half += 64;
}

static void half_too_small(struct offer *o)
{
    o->zero->client_hello.server_half = 64;
}

static void half_of_odd_size(struct offer *o)
{
    o->zero->client_hello.client_half -= 8;
}

static void no_messages(struct offer *o)
{
    o->zero->client_hello.max_message = 1;
}

static void not_open(struct offer *o)
{
    atomic_store(&o->zero->client_hello.state, PAGE_ABSENT);
}

static void own_epoch(struct offer *o)
{
    o->zero->client_hello.epoch = 5;
}

static void bad_grant(struct offer *o)
{
    o->request.ref = 0xffffff;
}

static void bad_port(struct offer *o)
{
    o->request.port = 0xffffff;
}

static void port_of_xenstore(struct offer *o)
{
    o->request.port = ivmc_guest_store_port();
}

static const struct {
    const char *name;
    void (*change)(struct offer *o);
} none[] = {
    {"no pages", no_pages},
    {"too many pages", too_many_pages},
    {"more pages than there are", more_than_there_are},
    {"a directory of nothing", bad_directory},
    {"another magic", bad_magic},
    {"another version", bad_version},
    {"halves beyond the pages", halves_too_large},
    {"a half too small", half_too_small},
    {"a half of odd size", half_of_odd_size},
    {"no room for messages", no_messages},
    {"a side that is not open", not_open},
    {"an epoch of the client's", own_epoch},
    {"a grant that is none", bad_grant},
    {"a port that is none", bad_port},
    {"a port that is another's", port_of_xenstore},
};

/* ---- channels that are misused ------------------------------------------------------ */

static struct page_frame *first_frame(struct offer *o)
{
    return (struct page_frame *)(void *)(pages[0] + o->terms.layout.data);
}

static void publish(struct offer *o, uint32_t octets)
{
    atomic_store(&o->zero->client_side.published, octets);
    ivmc_guest_port_ring(o->port);
}

static void more_than_the_ring(struct offer *o)
{
    publish(o, o->terms.layout.client_half + PAGE_LINE);
}

static void half_a_line(struct offer *o)
{
    publish(o, 8);
}

static void long_frame(struct offer *o)
{
    first_frame(o)->len = UINT32_MAX - 3;
    publish(o, PAGE_LINE);
}

static void strange_frame(struct offer *o)
{
    first_frame(o)->len = 48;
    first_frame(o)->flags = 0x80;
    publish(o, PAGE_LINE);
}

static void skip_at_once(struct offer *o)
{
    first_frame(o)->flags = PAGE_FRAME_SKIP;
    publish(o, PAGE_LINE);
}

static void no_message(struct offer *o)
{
    first_frame(o)->len = IVMC_HEADER_SIZE;
    memset(first_frame(o)->content, 0xee, IVMC_HEADER_SIZE);
    publish(o, PAGE_LINE);
}

static void took_what_was_not_there(struct offer *o)
{
    struct ivmc_header h = {.length = IVMC_HEADER_SIZE,
                            .kind = IVMC_KIND_REQUEST,
                            .call_id = 1,
                            .slot = 1,
                            .epoch = o->zero->server_hello.epoch};

    atomic_store(&o->zero->client_side.consumed, UINT32_C(1) << 31);
    /* A refusal fits whatever is claimed; so many do not. */
    while (page_load(&o->zero->server_hello.state) == PAGE_OPEN &&
           h.call_id < 2000) {
        uint32_t done = page_load(&o->zero->client_side.published);
        struct page_frame *frame =
            (struct page_frame *)(void *)((unsigned char *)first_frame(o) +
                                          done % o->terms.layout.client_half);

        frame->len = h.length;
        frame->flags = 0;
        ivmc_header_store(frame->content, &h);
        h.call_id++;
        publish(o, done + PAGE_LINE);
        ivmc_guest_wait(NULL, 0, ivmc_guest_now() + 1000000);
    }
}

static void goes_at_once(struct offer *o)
{
    atomic_store(&o->zero->client_side.alive, 0);
    ivmc_guest_port_ring(o->port);
}

static const struct {
    const char *name;
    void (*misuse)(struct offer *o);
} misuses[] = {
    {"more than the ring", more_than_the_ring},
    {"half a line", half_a_line},
    {"a frame beyond all", long_frame},
    {"a frame of a strange kind", strange_frame},
    {"a skip at once", skip_at_once},
    {"no message", no_message},
    {"took what was not there", took_what_was_not_there},
    {"goes at once", goes_at_once},
};

static bool is_closed(void *context)
{
    const struct offer *o = context;

    return page_load(&o->zero->server_hello.state) == PAGE_CLOSED;
}

/* A client that does nothing but ring, while another one calls. */
static void ring_for_nothing(void)
{
    static const char attack[] = "a bell for nothing";
    struct offer o;
    int i;

    make(&o);
    check(is_accepted(&o, attack), attack, "was not accepted");
    for (i = 0; i < 20000; i++)
        ivmc_guest_port_ring(o.port);
    good_call(attack);
    check(!is_closed(&o), attack, "is closed");
    goes_at_once(&o);
    take_back(&o, attack);
}

void attack_offers(void)
{
    struct offer o;
    size_t i;

    for (i = 0; i < sizeof none / sizeof *none; i++) {
        make(&o);
        none[i].change(&o);
        check(!is_accepted(&o, none[i].name), none[i].name, "was accepted");
        take_back(&o, none[i].name);
        good_call(none[i].name);
    }
    for (i = 0; i < sizeof misuses / sizeof *misuses; i++) {
        make(&o);
        check(is_accepted(&o, misuses[i].name), misuses[i].name,
              "was not accepted");
        misuses[i].misuse(&o);
        check(soon(is_closed, &o), misuses[i].name, "was not closed");
        take_back(&o, misuses[i].name);
        good_call(misuses[i].name);
    }
    ring_for_nothing();
}
