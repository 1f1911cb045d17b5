#include "probe.h"

#include <string.h>

#include "probe_signature.h"

static const struct ivmc_interface counter = {PROBE_COUNTER_IDENTITY, 1, 0, 2,
                                              PROBE_COUNTER_SIGNATURE};
static const struct ivmc_interface peer = {
    PROBE_PEER_IDENTITY, 1, 0, probe_Peer_OPS, PROBE_PEER_SIGNATURE};

static void put_octets(struct ivmc_enc *e, const struct probe_Octets *v)
{
    ivmc_put_len(e, v->len, 0, v->data);
    ivmc_put_plain(e, 1, v->data, v->len, 1);
}

static void get_octets(struct ivmc_dec *d, struct probe_Octets *v)
{
    v->len = ivmc_get_len(d, 0, 1);
    v->data = ivmc_get_plain(d, 1, v->len, 1);
    if (!v->data)
        v->len = 0;
}

enum ivmc_status probe_Counter_bind(struct ivmc_channel *channel, uint64_t key,
                                    struct ivmc_object *object,
                                    struct ivmc_env *env)
{
    return ivmc_bind(channel, &counter, key, object, env);
}

enum ivmc_status probe_Peer_bind(struct ivmc_channel *channel, uint64_t key,
                                 struct ivmc_object *object,
                                 struct ivmc_env *env)
{
    return ivmc_bind(channel, &peer, key, object, env);
}

static uint32_t finish_u32(struct ivmc_call *call)
{
    uint32_t result = 0;

    if (ivmc_call_collect(call))
        result = ivmc_get_u32(&call->in);
    return ivmc_call_end(call) == IVMC_OK ? result : 0;
}

static void finish_octets(struct ivmc_call *call, struct probe_Octets *result)
{
    if (ivmc_call_invoke(call))
        get_octets(&call->in, result);
    if (ivmc_call_end(call) != IVMC_OK)
        memset(result, 0, sizeof *result);
}

static void finish_void(struct ivmc_call *call)
{
    (void)ivmc_call_invoke(call);
    (void)ivmc_call_end(call);
}

void probe_Counter_note(const struct ivmc_object *self, uint32_t what,
                        struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_note, env);
    ivmc_put_u32(&call.out, what);
    (void)ivmc_call_send(&call);
}

uint32_t probe_Counter_noted(const struct ivmc_object *self,
                             struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_noted, env);
    ivmc_call_submit(&call);
    return finish_u32(&call);
}

void probe_Peer_note(const struct ivmc_object *self, uint32_t what,
                     struct ivmc_env *env)
{
    probe_Counter_note(self, what, env);
}

uint32_t probe_Peer_noted(const struct ivmc_object *self, struct ivmc_env *env)
{
    return probe_Counter_noted(self, env);
}

void probe_Peer_add_begin(struct ivmc_call *call,
                          const struct ivmc_object *self, int32_t a, int32_t b,
                          struct ivmc_env *env)
{
    ivmc_call_begin(call, self, probe_Peer_OP_add, env);
    ivmc_put_i32(&call->out, a);
    ivmc_put_i32(&call->out, b);
    ivmc_call_submit(call);
}

int32_t probe_Peer_add_finish(struct ivmc_call *call)
{
    int32_t result = 0;

    if (ivmc_call_collect(call))
        result = ivmc_get_i32(&call->in);
    return ivmc_call_end(call) == IVMC_OK ? result : 0;
}

int32_t probe_Peer_add(const struct ivmc_object *self, int32_t a, int32_t b,
                       struct ivmc_env *env)
{
    struct ivmc_call call;

    probe_Peer_add_begin(&call, self, a, b, env);
    return probe_Peer_add_finish(&call);
}

void probe_Peer_echo(const struct ivmc_object *self, const char *lead,
                     const struct probe_Octets *data,
                     struct probe_Octets *result, struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_echo, env);
    ivmc_put_string(&call.out, lead, 0);
    put_octets(&call.out, data);
    finish_octets(&call, result);
}

void probe_Peer_fill(const struct ivmc_object *self, uint32_t len,
                     struct probe_Octets *result, struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_fill, env);
    ivmc_put_u32(&call.out, len);
    finish_octets(&call, result);
}

void probe_Peer_refuse(const struct ivmc_object *self, int32_t why,
                       struct ivmc_env *env)
{
    struct ivmc_call call;
    struct probe_Refusal *raised;

    ivmc_call_begin(&call, self, probe_Peer_OP_refuse, env);
    ivmc_put_i32(&call.out, why);
    if (!ivmc_call_invoke(&call)) {
        raised = ivmc_call_raised(&call, 0, probe_Refusal_ID, sizeof *raised);
        if (raised) {
            raised->why = ivmc_get_i32(&call.in);
            raised->text = ivmc_get_string(&call.in, 0);
        }
    }
    (void)ivmc_call_end(&call);
}

void probe_Peer_fail(const struct ivmc_object *self, uint32_t status,
                     struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_fail, env);
    ivmc_put_u32(&call.out, status);
    finish_void(&call);
}

void probe_Peer_nap(const struct ivmc_object *self, uint32_t ms,
                    struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_nap, env);
    ivmc_put_u32(&call.out, ms);
    finish_void(&call);
}

void probe_Peer_later_begin(struct ivmc_call *call,
                            const struct ivmc_object *self, uint32_t tag,
                            struct ivmc_env *env)
{
    ivmc_call_begin(call, self, probe_Peer_OP_later, env);
    ivmc_put_u32(&call->out, tag);
    ivmc_call_submit(call);
}

uint32_t probe_Peer_later_finish(struct ivmc_call *call)
{
    return finish_u32(call);
}

uint32_t probe_Peer_later(const struct ivmc_object *self, uint32_t tag,
                          struct ivmc_env *env)
{
    struct ivmc_call call;

    probe_Peer_later_begin(&call, self, tag, env);
    return probe_Peer_later_finish(&call);
}

uint32_t probe_Peer_flush(const struct ivmc_object *self, struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_flush, env);
    ivmc_call_submit(&call);
    return finish_u32(&call);
}

void probe_Peer_pass(const struct ivmc_object *self,
                     const struct ivmc_region *file, struct ivmc_region *result,
                     struct ivmc_env *env)
{
    struct ivmc_call call;

    ivmc_call_begin(&call, self, probe_Peer_OP_pass, env);
    ivmc_put_region(&call.out, file);
    if (ivmc_call_invoke(&call))
        ivmc_get_region(&call.in, result);
    if (ivmc_call_end(&call) != IVMC_OK) {
        memset(result, 0, sizeof *result);
        result->handle = IVMC_NO_HANDLE;
    }
}
