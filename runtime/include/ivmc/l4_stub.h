/*
 * What stubs and skeletons of idlc --backend=l4 are made with: operations whose
 * messages always fit the message registers, and need no look at their values,
 * go straight from and to them. All others go as on any transport. Wants the
 * headers of L4Re.
 */
#ifndef IVMC_L4_STUB_H
#define IVMC_L4_STUB_H

#include <limits.h>

#include <ivmc/serve.h>

#include <l4/sys/ipc.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "registers hold octets in little-endian order"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Labels of ivmc_l4(7). */
#define IVMC_L4_REQUEST 0x4932
#define IVMC_L4_ONEWAY  0x4933

/* A skeleton's answer: it is to be served as on any transport. */
#define IVMC_L4_ELSEWHERE LONG_MIN

/* Registers of a message of so many octets: behind the first, if there are. */
#define IVMC_L4_WORDS(octets) (((octets) + 7u) / 8u)

/* Where the octets of a request or reply lie. */
static inline unsigned char *ivmc_l4_octets(l4_umword_t *mr)
{
    return (unsigned char *)(mr + 1);
}

/* ---- clients ---------------------------------------------------------------- */

/* For deadlines that are not the default's. */
l4_timeout_t ivmc_l4_timeout(const struct ivmc_object *self,
                             const struct ivmc_env *env, uint32_t timeout_ms);

/* Anything but the reply that was expected: sets env->status. */
void ivmc_l4_failed(const struct ivmc_object *self, struct ivmc_env *env,
                    l4_msgtag_t tag);

/*
 * The registers for a request of so many octets, whose first word is set; what
 * fills up the last one is zero.
 */
static inline l4_umword_t *ivmc_l4_begin(uint32_t op, uint32_t octets)
{
    l4_umword_t *mr = l4_utcb_mr_u(l4_utcb())->mr;

    mr[0] = (l4_umword_t)octets << 16 | op;
    if (octets % 8 != 0)
        mr[IVMC_L4_WORDS(octets)] = 0;
    return mr;
}

/* What a call leaves behind of the one before. */
static inline void ivmc_l4_renew(struct ivmc_env *env)
{
    ivmc_arena_reset(&env->arena);
    env->status = IVMC_OK;
    env->exception = 0;
    env->exception_value = NULL;
}

/* 30 s, as ten bits can say it. */
#define IVMC_L4_DEFAULT_TIMEOUT 0x3f93u

static inline l4_timeout_t ivmc_l4_deadline(const struct ivmc_object *self,
                                            const struct ivmc_env *env,
                                            uint32_t timeout_ms)
{
    const l4_timeout_t usual = {IVMC_L4_DEFAULT_TIMEOUT << 16 |
                                IVMC_L4_DEFAULT_TIMEOUT};

    if (self->channel == NULL ||
        (env->timeout_ms | timeout_ms | self->channel->timeout_ms) != 0)
        return ivmc_l4_timeout(self, env, timeout_ms);
    return usual;
}

/* Once in each file, whatever it has of stubs; see ivmc_l4_call. */
__attribute__((noinline, unused)) static bool ivmc_l4_exchange(
    const struct ivmc_object *self, struct ivmc_env *env, l4_msgtag_t request,
    l4_msgtag_t reply, uint32_t result, uint32_t timeout_ms)
{
    l4_utcb_t *u = l4_utcb();
    const l4_umword_t *mr = l4_utcb_mr_u(u)->mr;
    unsigned rest = result % 8 * 8; /* bits of the last word */
    l4_msgtag_t tag =
        l4_ipc_call((l4_cap_idx_t)self->slot << L4_CAP_SHIFT, u, request,
                    ivmc_l4_deadline(self, env, timeout_ms));

    ivmc_l4_renew(env);
    if (__builtin_expect(
            tag.raw == reply.raw &&
                (result == 0 ||
                 (mr[0] == result &&
                  (rest == 0 || mr[IVMC_L4_WORDS(result)] >> rest == 0))),
            1))
        return true;
    ivmc_l4_failed(self, env, tag);
    return false;
}

/*
 * Sends `octets` and waits for a reply of exactly `result` octets: true, and it
 * lies in the registers. An object that is bound to nothing has no gate, and
 * the kernel says so.
 */
static inline bool ivmc_l4_call(const struct ivmc_object *self,
                                struct ivmc_env *env, uint32_t octets,
                                uint32_t result, uint32_t timeout_ms)
{
    return ivmc_l4_exchange(
        self, env, l4_msgtag(IVMC_L4_REQUEST, 1 + IVMC_L4_WORDS(octets), 0, 0),
        l4_msgtag(0, result == 0 ? 0 : 1 + IVMC_L4_WORDS(result), 0, 0), result,
        timeout_ms);
}

__attribute__((noinline, unused)) static void ivmc_l4_send(
    const struct ivmc_object *self, struct ivmc_env *env, uint32_t octets,
    uint32_t timeout_ms)
{
    l4_utcb_t *u = l4_utcb();
    l4_msgtag_t tag =
        l4_ipc_send((l4_cap_idx_t)self->slot << L4_CAP_SHIFT, u,
                    l4_msgtag(IVMC_L4_ONEWAY, 1 + IVMC_L4_WORDS(octets), 0, 0),
                    ivmc_l4_deadline(self, env, timeout_ms));

    ivmc_l4_renew(env);
    if (l4_msgtag_has_error(tag))
        ivmc_l4_failed(self, env, tag);
}

/* ---- skeletons ----------------------------------------------------------------- */

struct ivmc_l4_request {
    const void *epv;
    void *servant;
    l4_umword_t *mr;
    unsigned words;
    struct ivmc_env *env;
};

/* The first word of a request. */
#define IVMC_L4_FIRST(op, octets) ((l4_umword_t)(octets) << 16 | (op))

/* Whether the registers hold exactly the octets that the first one says. */
static inline bool ivmc_l4_holds(const struct ivmc_l4_request *rq,
                                 uint32_t octets)
{
    return rq->words == 1 + IVMC_L4_WORDS(octets) &&
           (octets % 8 == 0 ||
            rq->mr[IVMC_L4_WORDS(octets)] >> (octets % 8 * 8) == 0);
}

/* Before a result of so many octets is put into the registers. */
static inline void ivmc_l4_clear(const struct ivmc_l4_request *rq,
                                 uint32_t octets)
{
    rq->mr[0] = octets;
    if (octets % 8 != 0)
        rq->mr[IVMC_L4_WORDS(octets)] = 0;
}

/* The tag of the reply, after the servant was called. */
static inline long ivmc_l4_answer(const struct ivmc_l4_request *rq,
                                  uint32_t octets)
{
    long status = (long)rq->env->status;

    if (__builtin_expect(status != IVMC_OK || rq->env->exception != 0, 0)) {
        /* None is declared; and what says nothing is the servant's failure. */
        if (status <= IVMC_EXCEPTION || status >= IVMC_STATUS_COUNT)
            status = IVMC_SERVANT_FAILED;
        return l4_msgtag(-status, 0, 0, 0).raw;
    }
    return l4_msgtag(0, octets == 0 ? 0 : 1 + IVMC_L4_WORDS(octets), 0, 0).raw;
}

#ifdef __cplusplus
}
#endif

#endif /* IVMC_L4_STUB_H */
