/*
 * An interface written by hand in the shape of generated code, so that the
 * runtime is tested without the compiler:
 *
 *     exception Overflow { unsigned long by; };
 *     exception Closed {};
 *     interface Counter {
 *         oneway void note(in unsigned long value);
 *         string<31> echo(in string<31> text);
 *     };
 *     interface Desk : Counter {          // its flattened list starts with
 * echo unsigned long add(in unsigned long a, in unsigned long b) raises
 * (Overflow, Closed); sequence<unsigned short> flip(in sequence<unsigned short>
 * values); Object refer(in Object reference); region lend(in region memory);
 *     };
 */
#ifndef DESK_H
#define DESK_H

#include <ivmc/serve.h>

#ifdef __cplusplus
extern "C" {
#endif

struct desk_values {
    uint32_t len;
    uint16_t *data;
};

struct desk_Overflow {
    uint32_t by;
};

#define desk_Overflow_ID UINT32_C(0x0badcafe)
#define desk_Closed_ID   UINT32_C(0x0c105ed0)

enum desk_op {
    desk_OP_echo,
    desk_OP_note,
    desk_OP_add,
    desk_OP_flip,
    desk_OP_refer,
    desk_OP_lend,
    desk_OP_COUNT
};

/* Their numbers in Counter, which starts with note. */
enum counter_op { counter_OP_note, counter_OP_echo, counter_OP_COUNT };

extern const struct ivmc_interface desk_interface;
extern const struct ivmc_interface counter_interface;

const char *desk_echo(const struct ivmc_object *self, const char *text,
                      struct ivmc_env *env);
void desk_note(const struct ivmc_object *self, uint32_t value,
               struct ivmc_env *env);
uint32_t desk_add(const struct ivmc_object *self, uint32_t a, uint32_t b,
                  struct ivmc_env *env);
void desk_flip(const struct ivmc_object *self, const struct desk_values *values,
               struct desk_values *result, struct ivmc_env *env);
void desk_refer(const struct ivmc_object *self,
                const struct ivmc_objref *reference, struct ivmc_objref *result,
                struct ivmc_env *env);
void desk_lend(const struct ivmc_object *self, const struct ivmc_region *memory,
               struct ivmc_region *result, struct ivmc_env *env);

/* Split: the user lends the call from begin to finish. */
void desk_add_begin(struct ivmc_call *call, const struct ivmc_object *self,
                    uint32_t a, uint32_t b, struct ivmc_env *env);
uint32_t desk_add_finish(struct ivmc_call *call);

/* echo as a client sees it that bound Counter. */
const char *counter_echo(const struct ivmc_object *self, const char *text,
                         struct ivmc_env *env);

struct desk_epv {
    const char *(*echo)(void *state, const char *text, struct ivmc_env *env);
    void (*note)(void *state, uint32_t value, struct ivmc_env *env);
    uint32_t (*add)(void *state, uint32_t a, uint32_t b, struct ivmc_env *env);
    void (*flip)(void *state, const struct desk_values *values,
                 struct desk_values *result, struct ivmc_env *env);
    void (*refer)(void *state, const struct ivmc_objref *reference,
                  struct ivmc_objref *result, struct ivmc_env *env);
    void (*lend)(void *state, struct ivmc_region *memory,
                 struct ivmc_region *result, struct ivmc_env *env);
};

extern const struct ivmc_skeleton desk_skeleton;

enum ivmc_status desk_add_reply(struct ivmc_deferred *later, uint32_t result);
enum ivmc_status desk_add_reply_raised(struct ivmc_deferred *later,
                                       const struct ivmc_env *env);

#ifdef __cplusplus
}
#endif

#endif /* DESK_H */
