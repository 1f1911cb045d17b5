#include "console.h"

#include <string.h>

#include "hex.h"

static const char marker[] = "domb: key ";
static const char commit[] = "Flask: committed booleans {";

struct line {
    const char *text;
    size_t len;
};

/* Without what ends it. False after the last one. */
static bool next_line(struct line *l, const char **at, const char *end)
{
    const char *newline;

    if (*at == end)
        return false;
    newline = memchr(*at, '\n', (size_t)(end - *at));
    l->text = *at;
    l->len = (size_t)((newline ? newline : end) - *at);
    *at = newline ? newline + 1 : end;
    if (l->len > 0 && l->text[l->len - 1] == '\r')
        l->len--;
    return true;
}

/* Where `word` first stands in the line; NULL: nowhere. */
static const char *find(const struct line *l, const char *word)
{
    size_t len = strlen(word);
    size_t n;

    for (n = 0; n + len <= l->len; n++)
        if (memcmp(l->text + n, word, len) == 0)
            return l->text + n;
    return NULL;
}

/* Xen puts "(dN) " before what a domain says; Dom0's own has nothing. */
static bool is_of_domain(const struct line *l, const char *to)
{
    const char *at = l->text;

    for (; to - at >= 5; at++) {
        const char *digit = at + 2;

        if (at[0] != '(' || at[1] != 'd')
            continue;
        while (digit < to && *digit >= '0' && *digit <= '9')
            digit++;
        if (digit > at + 2 && to - digit >= 2 && memcmp(digit, ") ", 2) == 0)
            return true;
    }
    return false;
}

/* "(XEN) Flask: committed booleans { boot_phase:0 }", among others. */
static bool is_latched(const struct line *l, const char *latch)
{
    const char *found = find(l, commit);
    size_t len = strlen(latch);
    struct line rest;

    while (found) {
        rest.text = found + 1;
        rest.len = l->len - (size_t)(rest.text - l->text);
        found = find(&rest, latch);
        if (found && found[-1] == ' ' &&
            l->len - (size_t)(found - l->text) >= len + 2 &&
            memcmp(found + len, ":0", 2) == 0)
            return true;
    }
    return false;
}

static bool take_key(unsigned char key[CONSOLE_KEY], const struct line *l)
{
    const char *at = find(l, marker);
    size_t left;

    if (!at || !is_of_domain(l, at))
        return false;
    at += strlen(marker);
    left = l->len - (size_t)(at - l->text);
    return left == 2 * CONSOLE_KEY && hex_read(key, CONSOLE_KEY, at, left) &&
           key[0] == 4;
}

bool console_key(unsigned char key[CONSOLE_KEY], const char *text, size_t len,
                 const char *latch, const char **why)
{
    const char *at = text;
    unsigned char other[CONSOLE_KEY];
    bool found = false;
    struct line l;

    while (next_line(&l, &at, text + len)) {
        if (is_latched(&l, latch)) {
            *why = "no domain printed a key before the latch";
            return found;
        }
        if (!take_key(other, &l))
            continue;
        if (found && memcmp(key, other, CONSOLE_KEY) != 0) {
            *why = "two keys were printed before the latch";
            return false;
        }
        memcpy(key, other, CONSOLE_KEY);
        found = true;
    }
    *why = "the latch is not in it: it has to be all that Xen printed, booted "
           "with loglvl=info and guest_loglvl=all";
    return false;
}
