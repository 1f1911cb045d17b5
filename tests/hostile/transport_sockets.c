#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sockets.h"

bool sockets_are_packets(void)
{
    return strcmp(HOSTILE_SCHEME, "seqpacket") == 0;
}

bool sockets_have_items(void)
{
    return strcmp(HOSTILE_SCHEME, "tcp") != 0;
}

bool sockets_have_loop(void)
{
    return HOSTILE_KIND != VICTIM_BLOCKING;
}

bool sockets_have_one_loop(void)
{
    return HOSTILE_KIND == VICTIM_LOOP;
}

static struct victim *start(const void *options)
{
    static struct victim victim; /* one at a time */
    static char address[64];

    if (sockets_have_items())
        snprintf(address, sizeof address, "%s:@ivmc-hostile-%d", HOSTILE_SCHEME,
                 (int)getpid());
    else
        snprintf(address, sizeof address, "tcp:127.0.0.1:0");
    victim_start(&victim, HOSTILE_KIND, address, options);
    return &victim;
}

static void attack(struct victim *v, struct evil *e)
{
    int fd = raw_connect(v->address);

    raw_evil(e, fd, raw_greet(fd));
}

static enum ivmc_status outcome(struct victim *v)
{
    return victim_outcome(v, 1);
}

static void cases(Suite *s)
{
    suite_add_tcase(s, cases_hello());
    suite_add_tcase(s, cases_items());
    suite_add_tcase(s, cases_pieces());
    suite_add_tcase(s, cases_slow());
}

const struct hostile_transport hostile_transport = {
    .name = "hostile clients: " HOSTILE_NAME,
    .tells = HOSTILE_KIND == VICTIM_BLOCKING,
    .start = start,
    .stop = victim_stop,
    .client = victim_client,
    .attack = attack,
    .outcome = outcome,
    .cases = cases,
};
