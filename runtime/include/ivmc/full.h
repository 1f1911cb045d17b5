/*
 * Full pointers of DCE IDL ([ptr]): several may lead to one value, and to what
 * they are part of. In a message each value stands once, where the first
 * pointer to it is met; every pointer is a number, in the order in which values
 * are met, and 0 is NULL.
 */
#ifndef IVMC_FULL_H
#define IVMC_FULL_H

#include <ivmc/stub.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A value that was met. Its type is a number of the generated file's. */
struct ivmc_full_value {
    const void *at; /* NULL: it is being decoded */
    uint32_t type;
    uint32_t next; /* encoder: the next one in its bucket, by number */
};

/* So many need no memory of the arena's. */
#define IVMC_FULL_NEAR   16u
#define IVMC_FULL_CHUNKS 28u

/* The values of one message. Stubs keep it on their stack. */
struct ivmc_full {
    struct ivmc_arena *arena;
    uint32_t count;
    uint32_t bucket_count; /* a power of two; 0: all are looked at */
    uint32_t *buckets;
    struct ivmc_full_value *chunk[IVMC_FULL_CHUNKS]; /* each twice the last */
    struct ivmc_full_value near[IVMC_FULL_NEAR];
};

/* ---- for generated code ------------------------------------------------- */

/* Before the first full pointer of a message. */
void ivmc_full_begin_put(struct ivmc_enc *e, struct ivmc_full *full,
                         struct ivmc_arena *arena);
void ivmc_full_begin_get(struct ivmc_dec *d, struct ivmc_full *full);

/*
 * Puts the number of a pointer. True: the value has to follow. Values of type
 * 0 are never the same: what they are depends on what stands beside the
 * pointer.
 */
bool ivmc_put_full(struct ivmc_enc *e, const void *at, uint32_t type);

/*
 * Gets one: NULL, or a value that was met before and is of this type. Where it
 * is met now, `*number` is not 0, and the place of the value is to be told, as
 * soon as there is one. Any other number is IVMC_BAD_MESSAGE.
 */
void *ivmc_get_full(struct ivmc_dec *d, uint32_t type, uint32_t *number);
void ivmc_full_note(struct ivmc_dec *d, uint32_t number, const void *at);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_FULL_H */
