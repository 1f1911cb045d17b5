#include "conformance.h"

#include <stdlib.h>

#include "unit.h"

void conformance_open(struct conformance_client *c, uint32_t max_message)
{
    size_t size = (size_t)max_message * 2 + 4096;

    peer_init(&c->pair.peer, max_message);
    conformance_transport.open(&c->pair, max_message);
    c->memory = malloc(size);
    ck_assert_ptr_nonnull(c->memory);
    ivmc_env_init(&c->env, c->memory, size);
    c->env.timeout_ms = 10000;
    ck_status(probe_Peer_bind(c->pair.client, IVMC_ROOT_KEY, &c->peer, &c->env),
              IVMC_OK);
}

void conformance_close(struct conformance_client *c)
{
    conformance_transport.close(&c->pair);
    peer_done(&c->pair.peer);
    free(c->memory);
}

void conformance_call_works(struct conformance_client *c)
{
    static int32_t n;

    n++;
    ck_assert_int_eq(probe_Peer_add(&c->peer, n, 1, &c->env), n + 1);
    ck_status(c->env.status, IVMC_OK);
}

Suite *unit_suite(void)
{
    Suite *s = suite_create(conformance_transport.name);

    suite_add_tcase(s, cases_calls());
    suite_add_tcase(s, cases_sizes());
    suite_add_tcase(s, cases_failures());
    suite_add_tcase(s, cases_several());
    suite_add_tcase(s, cases_items());
    return s;
}
