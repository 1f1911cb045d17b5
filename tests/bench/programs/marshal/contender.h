/*
 * What each contender of the marshalling row supplies. One program each.
 *
 * Encoding goes from what the contender's users hold in memory to octets in
 * one piece; decoding goes from octets to a sum over every member of every
 * record, by way of whatever the contender gives its users to read. What is
 * decoded is new in each turn and given back, as it is in each call; buffers
 * for octets are used again where the contender allows it.
 */
#ifndef BENCH_MARSHAL_CONTENDER_H
#define BENCH_MARSHAL_CONTENDER_H

#include "common/measure.h"
#include "marshal/records.h"

#ifdef __cplusplus
extern "C" {
#endif

struct bench_marshaller {
    const char *name;
    /* Prepares to move these records; not measured. */
    void *(*prepare_plain)(const struct plain *all, size_t count);
    void *(*prepare_mixed)(const struct mixed *all, size_t count);
    /* One turn: the ticks that encoding and decoding took, and the sum. */
    uint64_t (*plain)(void *state, uint64_t *encode, uint64_t *decode);
    uint64_t (*mixed)(void *state, uint64_t *encode, uint64_t *decode);
};

/* What this program contains, ended by a name of NULL. */
extern const struct bench_marshaller bench_marshallers[];

#ifdef __cplusplus
}
#endif

#endif /* BENCH_MARSHAL_CONTENDER_H */
