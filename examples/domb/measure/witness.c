/* attest::Witness: registers, log, and what is signed. */
#include "servants.h"

#include <ivmc/guest.h>
#include <string.h>

#include "attest.h"
#include "bank.h"
#include "key.h"
#include "log.h"

/* A plain structure: what is signed is what lies in memory and travels. */
_Static_assert(sizeof(struct attest_Statement) == 132, "Statement");

void attest_start(void)
{
    unsigned char public_half[KEY_PUBLIC];
    char text[2 * KEY_PUBLIC + 1];
    int n;

    log_open();
    if (!key_make(public_half)) {
        ivmc_guest_print("domb: no key: this processor has no RDRAND, and "
                         "quotes are refused\n");
        return;
    }
    for (n = 0; n < KEY_PUBLIC; n++)
        ivmc_guest_format(text + 2 * n, 3, "%x%x", public_half[n] >> 4,
                          public_half[n] & 15);
    ivmc_guest_print("domb: key %s\n", text);
}

static void registers(void *servant, uint8_t values[BANK_REGISTERS][32],
                      struct ivmc_env *env)
{
    uint32_t n;

    (void)servant;
    (void)env;
    for (n = 0; n < BANK_REGISTERS; n++)
        bank_read(n, values[n]);
}

static uint32_t read_log(void *servant, uint32_t from,
                         struct attest_Octets *piece, struct ivmc_env *env)
{
    (void)servant;
    piece->data = ivmc_env_alloc(env, attest_LOG_PIECE);
    if (piece->data)
        piece->len = log_read(from, piece->data, attest_LOG_PIECE);
    return log_size();
}

/* Dom0 has no handle, and need not be ours to look at. */
static bool state_caller(const struct attest_world *w,
                         struct attest_Statement *said)
{
    uint16_t domid, found = 0;

    memset(said->handle, 0, sizeof said->handle);
    if (!w->caller(&domid) ||
        (domid != 0 && w->next_domain(domid, &found, said->handle) != 0))
        return false;
    said->domid = domid;
    return found == domid;
}

static void state_registers(struct attest_Statement *said, uint32_t selection)
{
    unsigned char value[MEASURE_DIGEST];
    struct measure m;
    uint32_t n;

    measure_begin(&m);
    for (n = 0; n < BANK_REGISTERS; n++) {
        bank_read(n, value);
        if (selection >> n & 1)
            measure_update(&m, value, sizeof value);
    }
    measure_end(&m, said->selected);
    said->selection = selection;
}

static void sign(void *servant, const uint8_t nonce[32], uint32_t selection,
                 struct attest_Quote *quote, struct ivmc_env *env)
{
    struct attest_Statement *said = &quote->said;
    unsigned char digest[MEASURE_DIGEST];
    struct measure m;

    said->magic = attest_STATEMENT_MAGIC;
    said->version = attest_STATEMENT_VERSION;
    memcpy(said->nonce, nonce, sizeof said->nonce);
    if (!state_caller(servant, said)) {
        ivmc_env_fail(env, IVMC_PEER_GONE);
        return;
    }
    state_registers(said, selection);
    log_own(said->domid, said->handle, said->own);
    said->events = log_events();
    measure_begin(&m);
    measure_update(&m, said, sizeof *said);
    measure_end(&m, digest);
    if (!key_sign(digest, quote->proof))
        attest_NoKey_raise(env);
}

enum ivmc_status attest_serve(struct ivmc_server *server,
                              const struct attest_world *w, uint64_t *key)
{
    static const struct attest_Witness_epv epv = {registers, read_log, sign};

    return attest_Witness_serve(server, &epv, (void *)(uintptr_t)w, key);
}
