/*
 * The interface of probe.idl in C, by hand: what the tests of transports
 * stand on must not depend on the compiler.
 */
#ifndef PROBE_H
#define PROBE_H

#include <ivmc/serve.h>

struct probe_Octets {
    uint32_t len;
    uint8_t *data;
};

struct probe_Refusal {
    int32_t why;
    const char *text;
};

#define probe_Refusal_ID UINT32_C(0x5ef00d01)

static inline void probe_Refusal_raise(struct ivmc_env *env,
                                       const struct probe_Refusal *value)
{
    ivmc_env_raise(env, probe_Refusal_ID, value, sizeof *value);
}

static inline const struct probe_Refusal *
probe_Refusal_caught(const struct ivmc_env *env)
{
    return ivmc_env_caught(env, probe_Refusal_ID);
}

enum probe_Peer_op {
    probe_Peer_OP_note,
    probe_Peer_OP_noted,
    probe_Peer_OP_add,
    probe_Peer_OP_echo,
    probe_Peer_OP_fill,
    probe_Peer_OP_refuse,
    probe_Peer_OP_fail,
    probe_Peer_OP_nap,
    probe_Peer_OP_later,
    probe_Peer_OP_flush,
    probe_Peer_OP_pass,
    probe_Peer_OPS
};

/* ---- client ------------------------------------------------------------- */

enum ivmc_status probe_Counter_bind(struct ivmc_channel *channel, uint64_t key,
                                    struct ivmc_object *object,
                                    struct ivmc_env *env);
void probe_Counter_note(const struct ivmc_object *self, uint32_t what,
                        struct ivmc_env *env);
uint32_t probe_Counter_noted(const struct ivmc_object *self,
                             struct ivmc_env *env);

enum ivmc_status probe_Peer_bind(struct ivmc_channel *channel, uint64_t key,
                                 struct ivmc_object *object,
                                 struct ivmc_env *env);
void probe_Peer_note(const struct ivmc_object *self, uint32_t what,
                     struct ivmc_env *env);
uint32_t probe_Peer_noted(const struct ivmc_object *self,
                          struct ivmc_env *env);
int32_t probe_Peer_add(const struct ivmc_object *self, int32_t a, int32_t b,
                       struct ivmc_env *env);
void probe_Peer_echo(const struct ivmc_object *self, const char *lead,
                     const struct probe_Octets *data,
                     struct probe_Octets *result, struct ivmc_env *env);
void probe_Peer_fill(const struct ivmc_object *self, uint32_t len,
                     struct probe_Octets *result, struct ivmc_env *env);
void probe_Peer_refuse(const struct ivmc_object *self, int32_t why,
                       struct ivmc_env *env);
void probe_Peer_fail(const struct ivmc_object *self, uint32_t status,
                     struct ivmc_env *env);
void probe_Peer_nap(const struct ivmc_object *self, uint32_t ms,
                    struct ivmc_env *env);
uint32_t probe_Peer_later(const struct ivmc_object *self, uint32_t tag,
                          struct ivmc_env *env);
uint32_t probe_Peer_flush(const struct ivmc_object *self,
                          struct ivmc_env *env);
void probe_Peer_pass(const struct ivmc_object *self,
                     const struct ivmc_region *file,
                     struct ivmc_region *result, struct ivmc_env *env);

/* Several in flight. */
void probe_Peer_add_begin(struct ivmc_call *call,
                          const struct ivmc_object *self, int32_t a, int32_t b,
                          struct ivmc_env *env);
int32_t probe_Peer_add_finish(struct ivmc_call *call);
void probe_Peer_later_begin(struct ivmc_call *call,
                            const struct ivmc_object *self, uint32_t tag,
                            struct ivmc_env *env);
uint32_t probe_Peer_later_finish(struct ivmc_call *call);

/* ---- server ------------------------------------------------------------- */

struct probe_Peer_epv {
    void (*note)(void *servant, uint32_t what, struct ivmc_env *env);
    uint32_t (*noted)(void *servant, struct ivmc_env *env);
    int32_t (*add)(void *servant, int32_t a, int32_t b, struct ivmc_env *env);
    void (*echo)(void *servant, const char *lead,
                 const struct probe_Octets *data, struct probe_Octets *result,
                 struct ivmc_env *env);
    void (*fill)(void *servant, uint32_t len, struct probe_Octets *result,
                 struct ivmc_env *env);
    void (*refuse)(void *servant, int32_t why, struct ivmc_env *env);
    void (*fail)(void *servant, uint32_t status, struct ivmc_env *env);
    void (*nap)(void *servant, uint32_t ms, struct ivmc_env *env);
    uint32_t (*later)(void *servant, uint32_t tag, struct ivmc_env *env);
    uint32_t (*flush)(void *servant, struct ivmc_env *env);
    void (*pass)(void *servant, struct ivmc_region *file,
                 struct ivmc_region *result, struct ivmc_env *env);
};

extern const struct ivmc_skeleton probe_Peer_skeleton;

enum ivmc_status probe_Peer_later_reply(struct ivmc_deferred *later,
                                        uint32_t result);

#endif /* PROBE_H */
