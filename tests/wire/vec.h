/*
 * Wire vectors: what values are which octets. One vector a line,
 *
 *     name: value ...  | octets      these values are these octets, both ways
 *     name: type ...   ! octets      octets that a decoder refuses
 *     name: value ...  ? STATUS      values that an encoder refuses
 *
 * then perhaps a comment after `#`. A value is TYPE=ELEMENT,... where TYPE is
 *
 *     bool char u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 f128    scalars
 *     enum<N>         enumerator below N
 *     string<N>       N octets at most; string alone has no bound
 *     text<N>         a string in an array of N octets
 *     T[N]            N of them, one after the other
 *     seq<T,N>        their number, then the elements; at most N; seq<T>
 *     objref          identity, key, address
 *     region          size, rights; an item travels when there are rights
 *     header, hello   the fields in the order of ivmc/message.h
 *
 * Numbers are as in C, floats also their bits (0x...), f128 32 hex digits in
 * the order in which they travel. Strings stand in quotes; \xNN is an octet.
 * Octets are hex digits in pairs, grouped as reads best. Structures are their
 * members, unions their discriminator and arm: the name says which IDL.
 */
#ifndef VEC_H
#define VEC_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VEC_VALUES   16
#define VEC_ELEMENTS 64
#define VEC_OCTETS   1024

enum vec_form { VEC_ONE, VEC_ARRAY, VEC_SEQUENCE };
enum vec_kind { VEC_GOOD = '|', VEC_REFUSED = '!', VEC_UNSENDABLE = '?' };

struct vec_value {
    char type[16]; /* of the elements, without bound */
    enum vec_form form;
    uint32_t type_bound; /* N of string<N>, text<N>, enum<N>; 0: none */
    uint32_t bound;      /* N of T[N] and seq<T,N>; 0: none */
    uint32_t count;      /* elements given */
    const char *element[VEC_ELEMENTS];
};

struct vec {
    const char *path;
    unsigned line;
    char name[64];
    enum vec_kind kind;
    struct vec_value value[VEC_VALUES];
    uint32_t value_count;
    unsigned char octets[VEC_OCTETS];
    uint32_t len;
    char status[32];
    char text[4096]; /* the line, cut into the strings above */
};

/* The next vector of a file. False at its end; exits at a line it cannot read. */
bool vec_next(FILE *file, struct vec *v);

/* The bits of an element of a scalar type. */
uint64_t vec_bits(const char *type, const char *element);

/* An element of a scalar type, as C has it in memory; enum: 32 bits. */
void vec_store(void *to, const struct vec_value *value, uint32_t i);

/* Octets of a scalar type: 1, 2, 4, 8 or 16; 0 for other types. */
uint32_t vec_width(const char *type);

/* "file:line: name", for messages. */
const char *vec_place(const struct vec *v);

/* The next hex digits as an octet; false at the end of the text. */
bool vec_hex(const char **text, unsigned char *octet);

#ifdef __cplusplus
}
#endif

#endif /* VEC_H */
