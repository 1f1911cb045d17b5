/* Text, written and read. */
#include "rendezvous.h"

#include <string.h>

#include "page.h"

/* ---- reading ------------------------------------------------------------------ */

/* What is left to read. */
struct text {
    const char *at;
    size_t len;
};

static bool take(struct text *t, const char *word)
{
    size_t i;

    for (i = 0; word[i] != '\0'; i++)
        if (i == t->len || t->at[i] != word[i])
            return false;
    t->at += i;
    t->len -= i;
    return true;
}

/* Decimal, without leading zeros, at most `max`. */
static bool take_number(struct text *t, uint32_t *number, uint32_t max)
{
    uint32_t n = 0;
    size_t i;

    for (i = 0; i < t->len && t->at[i] >= '0' && t->at[i] <= '9'; i++) {
        uint32_t digit = (uint32_t)(t->at[i] - '0');

        if ((i != 0 && n == 0) || digit > max || n > (max - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    if (i == 0)
        return false;
    *number = n;
    t->at += i;
    t->len -= i;
    return true;
}

static bool is_name_octet(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* As strlen, but at most `max` + 1. */
static size_t length_up_to(const char *text, size_t max)
{
    size_t n = 0;

    while (n <= max && text[n] != '\0')
        n++;
    return n;
}

bool xen_name_is_good(const char *name)
{
    size_t len = length_up_to(name, XEN_NAME_MAX);
    size_t i;

    for (i = 0; i < len; i++)
        if (!is_name_octet(name[i]))
            return false;
    return len != 0 && len <= XEN_NAME_MAX;
}

/* Longer than any address. */
#define ADDRESS_MAX (XEN_NAME_MAX + 16)

bool xen_address_read(struct xen_address *a, const char *text)
{
    struct text t = {text, length_up_to(text, ADDRESS_MAX)};
    struct text rest;
    uint32_t domid;

    memset(a, 0, sizeof *a);
    if (t.len > ADDRESS_MAX || !take(&t, "xen:") ||
        !take_number(&t, &domid, XEN_DOMID_END - 1) || !take(&t, "/"))
        return false;
    a->domid = (uint16_t)domid;
    rest = t;
    if (take_number(&t, &a->ref, UINT32_MAX) && take(&t, "/")) {
        a->raw = true;
        return take_number(&t, &a->port, UINT32_MAX) && t.len == 0;
    }
    if (!xen_name_is_good(rest.at))
        return false;
    memcpy(a->name, rest.at, rest.len);
    return true;
}

bool xen_request_name_read(uint16_t *client, const char *name)
{
    struct text t = {name, length_up_to(name, XEN_VALUE_MAX)};
    uint32_t domid, tag;

    if (!take_number(&t, &domid, XEN_DOMID_END - 1) || !take(&t, "-") ||
        !take_number(&t, &tag, UINT32_MAX) || t.len != 0)
        return false;
    *client = (uint16_t)domid;
    return true;
}

bool xen_request_read(struct xen_request *r, const char *text, size_t len)
{
    struct text t = {text, len};

    memset(r, 0, sizeof *r);
    if (take(&t, "offer ")) {
        r->kind = XEN_OFFER;
        return take_number(&t, &r->ref, UINT32_MAX) && take(&t, " ") &&
               take_number(&t, &r->port, UINT32_MAX) && t.len == 0;
    }
    r->kind = XEN_ASK;
    return take(&t, "ask ") && take_number(&t, &r->pages, PAGE_MAX_PAGES) &&
           r->pages != 0 && t.len == 0;
}

/* ---- writing: the room always suffices ------------------------------------------ */

static char *put(char *to, const char *text)
{
    while ((*to = *text) != '\0') {
        to++;
        text++;
    }
    return to;
}

static char *put_number(char *to, uint32_t n)
{
    char digits[11];
    char *at = digits + sizeof digits - 1;

    *at = '\0';
    do {
        *--at = (char)('0' + n % 10);
        n /= 10;
    } while (n != 0);
    return put(to, at);
}

void xen_inbox_path(char to[XEN_PATH_MAX], uint16_t domid, const char *name)
{
    to = put(to, "/local/domain/");
    to = put_number(to, domid);
    to = put(to, "/data/ivmc/");
    put(to, name);
}

void xen_request_name(char to[XEN_VALUE_MAX], uint16_t client, uint32_t tag)
{
    to = put_number(to, client);
    to = put(to, "-");
    put_number(to, tag);
}

void xen_request_path(char to[XEN_PATH_MAX], const char *inbox,
                      const char *request)
{
    to = put(to, inbox);
    to = put(to, "/");
    put(to, request);
}

void xen_request_write(char to[XEN_VALUE_MAX], const struct xen_request *r)
{
    if (r->kind == XEN_ASK) {
        put_number(put(to, "ask "), r->pages);
        return;
    }
    to = put_number(put(to, "offer "), r->ref);
    put_number(put(to, " "), r->port);
}

/* A path: fixed words, a domain, a name, a request's name. */
_Static_assert(sizeof "/local/domain/32751/data/ivmc/" + XEN_NAME_MAX +
                       sizeof "/32751-4294967295" <=
                   XEN_PATH_MAX,
               "paths fit");
_Static_assert(sizeof "offer 4294967295 4294967295" <= XEN_VALUE_MAX,
               "values fit");
