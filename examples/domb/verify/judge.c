#include "judge.h"

#include <stdio.h>
#include <string.h>

/* Modules and domains: what the log is made of. */
#define WHOLE_LOG (UINT32_C(1) << 10 | UINT32_C(1) << 11)

static bool refuse(struct judge_found *f, const char *why)
{
    (void)snprintf(f->why, sizeof f->why, "%s", why);
    return false;
}

static bool same(const void *a, const void *b)
{
    return memcmp(a, b, MEASURE_DIGEST) == 0;
}

/* ---- the quote -------------------------------------------------------------------- */

static bool is_signed(const struct attest_Quote *q,
                      const unsigned char key[CONSOLE_KEY])
{
    unsigned char point[CONSOLE_KEY], digest[MEASURE_DIGEST];
    br_ec_public_key public_half = {BR_EC_secp256r1, point, sizeof point};
    struct measure m;

    memcpy(point, key, sizeof point);
    measure_begin(&m);
    measure_update(&m, &q->said, sizeof q->said);
    measure_end(&m, digest);
    return br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest, sizeof digest,
                                 &public_half, q->proof, sizeof q->proof) == 1;
}

static bool check_quote(struct judge_found *f, const struct judge_given *g)
{
    struct attest_Quote q;

    if (g->quote_len != sizeof q)
        return refuse(f, "the quote has another size than DomB's have");
    memcpy(&q, g->quote, sizeof q);
    if (q.said.magic != attest_STATEMENT_MAGIC ||
        q.said.version != attest_STATEMENT_VERSION)
        return refuse(f, "the quote is none of DomB's, or of another version");
    if (!is_signed(&q, g->key))
        return refuse(f, "the quote was not signed by the key on the console");
    if (!same(q.said.nonce, g->nonce))
        return refuse(f,
                      "the quote is for another nonce: it may be an old one");
    if ((q.said.selection & WHOLE_LOG) != WHOLE_LOG)
        return refuse(f, "the quote does not cover registers 10 and 11, "
                         "without which the log says nothing");
    f->said = q.said;
    return true;
}

/* ---- the log ---------------------------------------------------------------------- */

/* Registers that DomB has no events for are zero. */
static bool are_selected(const struct judge_found *f)
{
    unsigned char digest[MEASURE_DIGEST];
    struct measure m;
    uint32_t n;

    measure_begin(&m);
    for (n = 0; n < REPLAY_REGISTERS; n++)
        if (f->said.selection >> n & 1)
            measure_update(&m, f->replay.registers[n], MEASURE_DIGEST);
    measure_end(&m, digest);
    return same(digest, f->said.selected);
}

static bool check_log(struct judge_found *f, const struct judge_given *g)
{
    if (!replay_log(&f->replay, g->log, g->log_len, f->said.events)) {
        (void)snprintf(f->why, sizeof f->why, "event %lu of the log %s",
                       (unsigned long)f->replay.events, f->replay.wrong);
        return false;
    }
    if (!are_selected(f))
        return refuse(f, "the log gives other registers than were signed");
    replay_domain(&f->replay, f->said.domid, f->said.handle, &f->domain);
    if (!same(f->domain.own, f->said.own))
        return refuse(f, "the log has another build of the domain that asked");
    if (g->other)
        replay_domain(&f->replay, g->domid, NULL, &f->domain);
    return true;
}

/* ---- what was expected ------------------------------------------------------------- */

static bool is_allowed(const struct reference *r,
                       const unsigned char digest[MEASURE_DIGEST])
{
    size_t n;

    for (n = 0; n < r->module_count; n++)
        if (same(r->modules[n], digest))
            return true;
    return false;
}

static bool check_modules(struct judge_found *f, const struct reference *r)
{
    struct event e;
    uint32_t n;

    for (n = 0; n < f->replay.events; n++) {
        replay_event(&f->replay, n, &e);
        if (e.tag == EVENT_MODULE && !is_allowed(r, e.image))
            return refuse(f, "Dom0's kernel loaded a module that is not in the "
                             "reference");
    }
    return true;
}

static bool check_reference(struct judge_found *f, const struct reference *r)
{
    if ((r->has_kernel || r->has_ramdisk || r->has_config) && !f->domain.built)
        return refuse(f, "the domain was not built by DomB");
    if (r->has_kernel && !same(r->kernel, f->domain.kernel))
        return refuse(f, "the domain runs another kernel");
    if (r->has_ramdisk && !same(r->ramdisk, f->domain.ramdisk))
        return refuse(f, "the domain started with another ramdisk, or none");
    if (r->has_config && !same(r->config, f->domain.config))
        return refuse(f, "the domain has other memory or another command line");
    return check_modules(f, r);
}

bool judge(struct judge_found *f, const struct judge_given *g)
{
    memset(f, 0, sizeof *f);
    return check_quote(f, g) && check_log(f, g) &&
           (!g->reference || check_reference(f, g->reference));
}
