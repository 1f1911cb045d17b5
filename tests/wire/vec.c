#include "vec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *vec_place(const struct vec *v)
{
    static char place[512];

    snprintf(place, sizeof place, "%s:%u: %s", v->path, v->line, v->name);
    return place;
}

static void unreadable(const struct vec *v, const char *why, const char *at)
{
    fprintf(stderr, "%s: %s: %s\n", vec_place(v), why, at);
    exit(2);
}

/* ---- elements ----------------------------------------------------------- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool vec_hex(const char **text, unsigned char *octet)
{
    const char *p = *text;

    while (*p == ' ')
        p++;
    if (hex_digit(p[0]) < 0 || hex_digit(p[1]) < 0)
        return false;
    *octet = (unsigned char)(hex_digit(p[0]) << 4 | hex_digit(p[1]));
    *text = p + 2;
    return true;
}

/* A string in quotes, unescaped where it stands. Gives what follows it. */
static char *read_quoted(const struct vec *v, char *p, const char **element)
{
    char *to = p;
    const char *digits;

    *element = to;
    for (p++; *p != '"'; to++) {
        if (*p == '\0')
            unreadable(v, "string without end", *element);
        if (p[0] == '\\' && p[1] == 'x') {
            digits = p + 2;
            if (!vec_hex(&digits, (unsigned char *)to))
                unreadable(v, "no octet", p);
            p += 4;
        } else {
            *to = *p++;
        }
    }
    *to = '\0';
    return p + 1;
}

static char *read_plain(char *p, const char **element)
{
    *element = p;
    while (*p != ',' && *p != ' ' && *p != '\0')
        p++;
    return p;
}

/* ELEMENT,...; gives what follows. The separators become ends of strings. */
static char *read_elements(const struct vec *v, struct vec_value *value,
                           char *p)
{
    char separator = ',';

    if (*p == ' ' || *p == '\0')
        return p;
    while (separator == ',') {
        if (value->count == VEC_ELEMENTS)
            unreadable(v, "too many elements", p);
        p = *p == '"' ? read_quoted(v, p, &value->element[value->count])
                      : read_plain(p, &value->element[value->count]);
        value->count++;
        separator = *p;
        if (separator != '\0')
            *p++ = '\0';
    }
    return p;
}

/* ---- types -------------------------------------------------------------- */

/* T or T<N>. */
static char *read_type(const struct vec *v, struct vec_value *value, char *p)
{
    size_t len = 0;

    while (isalnum((unsigned char)p[len]))
        len++;
    if (len == 0 || len >= sizeof value->type)
        unreadable(v, "no type", p);
    memcpy(value->type, p, len);
    value->type[len] = '\0';
    p += len;
    if (*p == '<') {
        value->type_bound = (uint32_t)strtoul(p + 1, &p, 0);
        if (*p++ != '>')
            unreadable(v, "bound without end", value->type);
    }
    return p;
}

static char *read_value(const struct vec *v, struct vec_value *value, char *p)
{
    memset(value, 0, sizeof *value);
    if (strncmp(p, "seq<", 4) == 0) {
        value->form = VEC_SEQUENCE;
        p = read_type(v, value, p + 4);
        if (*p == ',')
            value->bound = (uint32_t)strtoul(p + 1, &p, 0);
        if (*p++ != '>')
            unreadable(v, "sequence without end", value->type);
    } else {
        p = read_type(v, value, p);
        if (*p == '[') {
            value->form = VEC_ARRAY;
            value->bound = (uint32_t)strtoul(p + 1, &p, 0);
            if (*p++ != ']')
                unreadable(v, "array without end", value->type);
        }
    }
    return *p == '=' ? read_elements(v, value, p + 1) : p;
}

/* ---- lines -------------------------------------------------------------- */

static void read_octets(struct vec *v, const char *p)
{
    unsigned char octet;

    while (vec_hex(&p, &octet)) {
        if (v->len == VEC_OCTETS)
            unreadable(v, "too many octets", p);
        v->octets[v->len++] = octet;
    }
    while (*p == ' ')
        p++;
    if (*p != '\0' && *p != '#')
        unreadable(v, "no octets", p);
}

static bool is_kind(char c)
{
    return c == VEC_GOOD || c == VEC_REFUSED || c == VEC_UNSENDABLE;
}

static void read_vector(struct vec *v)
{
    char *p = strchr(v->text, ':');
    size_t len = p ? (size_t)(p - v->text) : sizeof v->name;

    if (len >= sizeof v->name)
        unreadable(v, "no name", v->text);
    memcpy(v->name, v->text, len);
    v->name[len] = '\0';
    v->value_count = 0;
    v->len = 0;
    for (p++;;) {
        while (*p == ' ')
            p++;
        if (is_kind(*p))
            break;
        if (v->value_count == VEC_VALUES)
            unreadable(v, "too many values", p);
        p = read_value(v, &v->value[v->value_count++], p);
    }
    v->kind = (enum vec_kind) * p++;
    if (v->kind != VEC_UNSENDABLE)
        read_octets(v, p);
    else if (sscanf(p, "%31s", v->status) != 1)
        unreadable(v, "no status", p);
}

bool vec_next(FILE *file, struct vec *v)
{
    while (fgets(v->text, sizeof v->text, file)) {
        v->line++;
        v->text[strcspn(v->text, "\n")] = '\0';
        if (v->text[0] == '\0' || v->text[0] == '#')
            continue;
        v->name[0] = '\0';
        read_vector(v);
        return true;
    }
    return false;
}

/* ---- scalars ------------------------------------------------------------ */

uint32_t vec_width(const char *type)
{
    static const struct {
        const char *type;
        uint32_t width;
    } table[] = {{"bool", 1}, {"char", 1}, {"u8", 1},   {"u16", 2}, {"u32", 4},
                 {"u64", 8},  {"i8", 1},   {"i16", 2},  {"i32", 4}, {"i64", 8},
                 {"f32", 4},  {"f64", 8},  {"f128", 16}};
    size_t i;

    for (i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].type, type) == 0)
            return table[i].width;
    return 0;
}

static uint64_t float_bits(const char *element)
{
    float value = strtof(element, NULL);
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint64_t double_bits(const char *element)
{
    double value = strtod(element, NULL);
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

uint64_t vec_bits(const char *type, const char *element)
{
    bool is_hex = strncmp(element, "0x", 2) == 0;

    if (type[0] == 'i')
        return (uint64_t)strtoll(element, NULL, 0);
    if (strcmp(type, "f32") == 0 && !is_hex)
        return float_bits(element);
    if (strcmp(type, "f64") == 0 && !is_hex)
        return double_bits(element);
    return strtoull(element, NULL, 0);
}

static void store_f128(unsigned char *to, const char *digits)
{
    int i;

    for (i = 0; i < 16; i++)
        if (!vec_hex(&digits, &to[i]))
            exit(2);
}

void vec_store(void *to, const struct vec_value *value, uint32_t i)
{
    uint64_t u64 = vec_bits(value->type, value->element[i]);
    uint32_t u32 = (uint32_t)u64;
    uint16_t u16 = (uint16_t)u64;
    uint8_t u8 = (uint8_t)u64;

    switch (vec_width(value->type)) {
    case 1:
        memcpy(to, &u8, sizeof u8);
        break;
    case 2:
        memcpy(to, &u16, sizeof u16);
        break;
    case 8:
        memcpy(to, &u64, sizeof u64);
        break;
    case 16:
        store_f128(to, value->element[i]);
        break;
    default:
        memcpy(to, &u32, sizeof u32);
        break;
    }
}
