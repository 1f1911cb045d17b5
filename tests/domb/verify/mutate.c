/*
 * mutate ROUNDS: evidence with a few octets changed, cut or put in by chance,
 * the same ones each time. The sanitizers watch; and what is changed is not
 * believed, unless it is the same again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence.h"

static uint32_t state = 1;

/* Marsaglia's xorshift. */
static uint32_t chance(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

struct text {
    unsigned char octets[8192];
    size_t len;
};

static void harm_once(struct text *t)
{
    static const unsigned char edges[] = {0, 1, 0x7f, 0x80, 0xff, '\n', '{'};
    size_t at = chance((uint32_t)t->len);

    switch (chance(4)) {
    case 0:
        t->octets[at] ^= (unsigned char)(1u << chance(8));
        break;
    case 1:
        t->octets[at] = edges[chance(sizeof edges)];
        break;
    case 2:
        t->len = at + 1;
        break;
    default:
        if (t->len < sizeof t->octets) {
            memmove(t->octets + at + 1, t->octets + at, t->len - at);
            t->octets[at] = edges[chance(sizeof edges)];
            t->len++;
        }
    }
}

static void harm(struct text *t, const void *octets, size_t len)
{
    uint32_t times = 1 + chance(4);

    memcpy(t->octets, octets, len);
    t->len = len;
    while (times-- > 0)
        harm_once(t);
}

/* In memory of just its size, whose end the sanitizer guards. */
static void *exact(const struct text *t)
{
    unsigned char *octets = malloc(t->len);

    if (!octets)
        exit(2);
    return memcpy(octets, t->octets, t->len);
}

static void play_evidence(const struct evidence *e, bool quote)
{
    struct judge_given g = e->given;
    const void *good = quote ? g.quote : g.log;
    size_t good_len = quote ? g.quote_len : g.log_len;
    struct judge_found found;
    struct text t;
    void *octets;
    bool same;

    harm(&t, good, good_len);
    octets = exact(&t);
    if (quote) {
        g.quote = octets;
        g.quote_len = t.len;
    } else {
        g.log = octets;
        g.log_len = t.len;
    }
    same = t.len >= good_len && memcmp(octets, good, good_len) == 0;
    if (judge(&found, &g) && !same) {
        (void)printf("a harmed %s is believed\n", quote ? "quote" : "log");
        abort();
    }
    free(octets);
}

static void play_console(const char *console)
{
    unsigned char key[CONSOLE_KEY];
    struct text t;
    const char *why;
    char *octets;

    harm(&t, console, strlen(console));
    octets = exact(&t);
    (void)console_key(key, octets, t.len, "boot_phase", &why);
    free(octets);
}

static void play_reference(void)
{
    static const char text[] =
        "kernel "
        "4b00000000000000000000000000000000000000000000000000000000000000\n"
        "module "
        "0100000000000000000000000000000000000000000000000000000000000000";
    struct reference r;
    struct text t;
    char *octets;

    harm(&t, text, sizeof text - 1);
    octets = exact(&t);
    (void)reference_read(&r, octets, t.len);
    free(octets);
}

int main(int argc, char **argv)
{
    static struct evidence e;
    static char console[1024];
    unsigned long rounds;

    if (argc != 2)
        return 2;
    evidence_make(&e, EVIDENCE_GOOD);
    (void)snprintf(console, sizeof console,
                   "(d1) %s(XEN) Flask: committed booleans { boot_phase:0 }\n",
                   machine.text);
    for (rounds = strtoul(argv[1], NULL, 10); rounds > 0; rounds--) {
        play_evidence(&e, true);
        play_evidence(&e, false);
        play_console(console);
        play_reference();
    }
    return 0;
}
