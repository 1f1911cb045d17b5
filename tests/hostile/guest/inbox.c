/* What a domain may write into an inbox, which all may write to. */
#include "attack.h"

#include <string.h>

static char own_name[XEN_VALUE_MAX];

/* The name of a request of domain `domid`. */
static const char *request_of(uint32_t domid, const char *tag)
{
    ivmc_guest_format(own_name, sizeof own_name, "%u-%s", domid, tag);
    return own_name;
}

static void strange_names(void)
{
    static const char *const names[] = {
        "x", "-", "1", "0-", "99999-1", "0-1/below/it", "4294967297-1"};
    char large[200];
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        (void)put(names[i], "offer 1 1");
    memset(large, '1', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    (void)put(large, "ask 1");
    good_call("strange names");
}

static void strange_values(void)
{
    static const char *const values[] = {
        "",      "offer", "offer 1",   "offer 1 1 1", "offer 4294967296 1",
        "ask",   "ask 0", "ask 99999", "taken",       "offer 1 1\n",
        "ask 1 "};
    char large[800];
    size_t i;

    for (i = 0; i < sizeof values / sizeof *values; i++)
        (void)put(request_of(own, "1"), values[i]);
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    (void)put(request_of(own, "2"), large);
    good_call("strange values");
}

/* In the name of others: of Dom0, of the server itself, of nobody. */
static void strange_owners(void)
{
    (void)put(request_of(0, "5"), "offer 8 5");
    (void)put(request_of(victim, "5"), "ask 1");
    (void)put(request_of(32751, "5"), "ask 1");
    good_call("strange owners");
}

/* What the server may neither read nor remove. */
static void without_rights(void)
{
    char path[XEN_PATH_MAX];

    xen_request_path(path, inbox, request_of(own, "6"));
    (void)ivmc_guest_store_write(path, "offer 1 1");
    (void)ivmc_guest_store_permit(path, own, 'n', 0, 'n');
    good_call("without rights");
    (void)ivmc_guest_store_remove(path);
}

/* More than the server can keep in mind. */
static void a_flood(void)
{
    char tag[16];
    uint32_t i;

    for (i = 0; i < 300; i++) {
        ivmc_guest_format(tag, sizeof tag, "%u", 1000 + i);
        (void)put(request_of(own, tag), "offer 1 1");
    }
    good_call("a flood");
}

static bool is_the_servers(void *context)
{
    uint16_t owner;

    (void)context;
    return ivmc_guest_store_owner(inbox, &owner) == IVMC_OK && owner == victim;
}

static void no_inbox(void)
{
    (void)ivmc_guest_store_remove(inbox);
    check(soon(is_the_servers, NULL), "no inbox", "stays away");
    good_call("no inbox");
    (void)ivmc_guest_store_remove(inbox);
    (void)ivmc_guest_store_write(inbox, "mine");
    (void)ivmc_guest_store_permit(inbox, own, 'n', own, 'b');
    check(soon(is_the_servers, NULL), "an inbox of ours", "stays ours");
    good_call("an inbox of ours");
}

void attack_inbox(void)
{
    strange_names();
    strange_values();
    strange_owners();
    without_rights();
    a_flood();
    no_inbox();
}
