/*
 * A guest that attacks a server in another one: see attack.c. Each attack is
 * followed by a good call, and nothing of the attacker may stay mapped.
 */
#ifndef ATTACK_H
#define ATTACK_H

#include <ivmc/guest.h>

#include "directory.h"
#include "page_channel.h"
#include "rendezvous.h"

#define PAGES   8u
#define MESSAGE 4096u

/* An offer as a client makes it, which attacks then change. */
struct offer {
    struct page_zero *zero;
    uint32_t refs[PAGES];
    uint32_t port;
    struct page_terms terms;
    struct xen_request request;
};

/* Who is attacked, where its inbox is, and who we are. */
extern uint16_t victim, own;
extern char inbox[XEN_PATH_MAX];

/* Says what failed, and crashes. */
void check(bool good, const char *attack, const char *what);

/* Whether `condition` comes true within five seconds. */
bool soon(bool (*condition)(void *), void *context);

/* Puts something into the inbox, under a name that may be anything. */
enum ivmc_status put(const char *name, const char *value);

/* offers.c: offers that are none; and channels that are misused. */
void attack_offers(void);

/* inbox.c: what may be written into an inbox. */
void attack_inbox(void);

/* A client as it should be finds the server as it should be. */
void good_call(const char *attack);

#endif /* ATTACK_H */
