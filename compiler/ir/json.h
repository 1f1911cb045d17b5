/*
 * A writer of JSON on standard output: commas, indentation and escapes.
 */
#ifndef IDLC_JSON_H
#define IDLC_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json {
    unsigned depth;
    bool filled; /* the open object or array has something in it */
};

/* `key` is NULL for elements of arrays and for the outermost value. */
void json_open(struct json *j, const char *key, char bracket);
void json_close(struct json *j, char bracket);

/* NULL is left out. What is not UTF-8 is taken for Latin-1. */
void json_string(struct json *j, const char *key, const char *text);
void json_octets(struct json *j, const char *key, const char *text,
                 size_t len);
void json_unsigned(struct json *j, const char *key, uint64_t value);
void json_signed(struct json *j, const char *key, int64_t value);
void json_real(struct json *j, const char *key, long double value);
void json_boolean(struct json *j, const char *key, bool value);

/* Only where it is true, or not 0: what most declarations do not have. */
void json_flag(struct json *j, const char *key, bool value);
void json_positive(struct json *j, const char *key, uint64_t value);

#endif /* IDLC_JSON_H */
