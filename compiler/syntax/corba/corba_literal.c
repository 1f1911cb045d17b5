/*
 * Literals (IDL 4.2, clause 7.2.6): numbers are converted, escapes resolved.
 */
#include "syntax/corba/corba_parse.h"

#include <string.h>

enum { FIXED_DIGITS = 31 };

static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 99;
}

struct corba_expr *corba_integer(struct corba_parser *p, const char *text,
                                 size_t len, struct source_range where)
{
    struct corba_expr *e = corba_expr_new(p, CORBA_EXPR_INTEGER, where);
    unsigned base = 10;
    size_t i = 0;

    if (len > 1 && text[0] == '0') {
        base = text[1] == 'x' || text[1] == 'X' ? 16 : 8;
        i = base == 16 ? 2 : 1;
    }
    for (; i < len; i++) {
        unsigned digit = digit_value(text[i]);

        if (digit >= base) {
            diag(p->s, E0110, where, len > 60 ? 60 : (int)len, text);
            break;
        }
        if (__builtin_mul_overflow(e->integer, base, &e->integer) ||
            __builtin_add_overflow(e->integer, digit, &e->integer)) {
            diag(p->s, E0111, where);
            e->integer = 0;
            break;
        }
    }
    return e;
}

/* Digits that count: without leading zeros and, after the point, trailing. */
static size_t significant_digits(const char *text, size_t len)
{
    bool point = memchr(text, '.', len) != NULL;
    size_t digits = 0, i;

    while (point && len > 0 && text[len - 1] == '0')
        len--;
    for (i = 0; i < len; i++) {
        if (text[i] != '.' && (text[i] != '0' || digits > 0))
            digits++;
    }
    return digits;
}

struct corba_expr *corba_number(struct corba_parser *p,
                                enum corba_expr_kind kind, const char *text,
                                size_t len, struct source_range where)
{
    struct corba_expr *e = corba_expr_new(p, kind, where);

    e->text = arena_strndup(p->arena, text, len);
    e->len = len;
    if (kind == CORBA_EXPR_FIXED &&
        significant_digits(text, len) > FIXED_DIGITS) {
        diag(p->s, E0120, where);
        e->text = "0";
        e->len = 1;
    }
    return e;
}

/* ---- characters --------------------------------------------------------- */

/* Decodes the inside of one literal, character by character. */
struct decoder {
    struct corba_parser *p;
    const char *next, *end;
    bool wide;
    struct source_range where; /* of the literal */
};

/* `len` octets of the literal from `at` on, for a message. */
static struct source_range place_in(const struct decoder *d, const char *at,
                                    size_t len)
{
    struct source_range r = d->where;

    r.start.column += (uint32_t)(at - r.start.at);
    r.start.at = at;
    r.len = (uint32_t)len;
    return r;
}

/* Up to `most` digits of the base; how many there were in `*count`. */
static uint32_t read_digits(struct decoder *d, unsigned base, int most,
                            int *count)
{
    uint32_t value = 0;

    for (*count = 0; *count < most && d->next < d->end; ++*count) {
        unsigned digit = digit_value(*d->next);

        if (digit >= base)
            break;
        value = value * base + digit;
        d->next++;
    }
    return value;
}

static uint32_t read_hex_escape(struct decoder *d, const char *start, int most)
{
    int count;
    uint32_t value = read_digits(d, 16, most, &count);

    if (count > 0)
        return value;
    diag(d->p->s, E0116, place_in(d, start, 2));
    return '?';
}

static uint32_t read_octal_escape(struct decoder *d, const char *start)
{
    int count;
    uint32_t value = read_digits(d, 8, 3, &count);

    if (value > 255)
        diag(d->p->s, E0117, place_in(d, start, (size_t)count + 1));
    return value & 255;
}

static uint32_t read_escape(struct decoder *d)
{
    static const char letters[] = "ntvbrfa\\?'\"";
    static const char meanings[] = "\n\t\v\b\r\f\a\\?'\"";
    const char *start = d->next++;
    char c = *d->next;
    const char *at;

    if (c >= '0' && c <= '7')
        return read_octal_escape(d, start);
    d->next++;
    if (c == 'x')
        return read_hex_escape(d, start, 2);
    if (c == 'u') {
        if (!d->wide)
            diag(d->p->s, E0114, place_in(d, start, 2));
        return read_hex_escape(d, start, 4);
    }
    at = strchr(letters, c);
    if (!at) {
        diag(d->p->s, E0113, place_in(d, start, 2), c);
        return '?';
    }
    return (unsigned char)meanings[at - letters];
}

/* One character of the source, which is UTF-8 in wide literals. */
static uint32_t read_utf8(struct decoder *d)
{
    const char *start = d->next;
    unsigned char lead = (unsigned char)*d->next++;
    uint32_t value;
    int more;

    if (lead < 0x80)
        return lead;
    more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    value = lead & (0x3fu >> more);
    while (more-- > 0 && d->next < d->end && (*d->next & 0xc0) == 0x80)
        value = value << 6 | ((unsigned char)*d->next++ & 0x3fu);
    if (lead < 0xc2 || lead > 0xf4 || more >= 0 || value > 0x10ffff ||
        (value >= 0xd800 && value < 0xe000)) {
        diag(d->p->s, E0119, place_in(d, start, 1));
        return 0xfffd;
    }
    return value;
}

static uint32_t read_char(struct decoder *d)
{
    if (*d->next == '\\')
        return read_escape(d);
    if (d->wide)
        return read_utf8(d);
    return (unsigned char)*d->next++;
}

static struct decoder decoder_new(struct corba_parser *p, const char *text,
                                  size_t len, struct source_range where)
{
    struct decoder d = {.p = p, .where = where, .wide = text[0] == 'L'};

    d.next = text + (d.wide ? 2 : 1);
    d.end = text + len - 1;
    return d;
}

struct corba_expr *corba_char(struct corba_parser *p, const char *text,
                              size_t len, struct source_range where)
{
    struct decoder d = decoder_new(p, text, len, where);
    struct corba_expr *e =
        corba_expr_new(p, d.wide ? CORBA_EXPR_WCHAR : CORBA_EXPR_CHAR, where);
    const char *start = d.next;
    size_t rest;

    if (d.next == d.end) {
        diag(p->s, E0112, where);
        return e;
    }
    e->integer = read_char(&d);
    if (d.next == d.end)
        return e;
    /* A narrow literal of one character that takes more than one octet. */
    rest = (size_t)(d.end - start);
    d.next = start;
    if (!d.wide && *start != '\\' && rest <= 4 && read_utf8(&d) > 255 &&
        d.next == d.end)
        diag(p->s, E0129, where);
    else
        diag(p->s, E0112, where);
    return e;
}

struct corba_expr *corba_string(struct corba_parser *p, const char *text,
                                size_t len, struct source_range where)
{
    struct decoder d = decoder_new(p, text, len, where);
    struct corba_expr *e = corba_expr_new(
        p, d.wide ? CORBA_EXPR_WSTRING : CORBA_EXPR_STRING, where);
    char *narrow = NULL;
    uint32_t *wide = NULL;

    if (d.wide)
        wide = ARENA_ARRAY(p->arena, len, uint32_t);
    else
        narrow = arena_alloc(p->arena, len);
    while (d.next < d.end) {
        const char *start = d.next;
        uint32_t c = read_char(&d);

        if (c == 0) {
            diag(p->s, E0115, place_in(&d, start, (size_t)(d.next - start)));
            continue;
        }
        if (wide)
            wide[e->len++] = c;
        else
            narrow[e->len++] = (char)(unsigned char)c;
    }
    if (wide)
        e->wide = wide;
    else
        e->text = narrow;
    return e;
}

/* All the narrow or all the wide octets of the list behind one another. */
static void join(struct corba_parser *p, struct corba_expr *e,
                 const struct corba_expr *first)
{
    size_t size = e->kind == CORBA_EXPR_WSTRING ? sizeof(uint32_t) : 1;
    unsigned char *all = arena_array(p->arena, e->len + 1, size);
    const struct corba_expr *part;
    size_t len = 0;

    for (part = first; part; part = part->next) {
        const void *from = size > 1 ? (const void *)part->wide : part->text;

        if (part->kind != e->kind)
            continue;
        memcpy(all + len, from, part->len * size);
        len += part->len * size;
    }
    if (size > 1)
        e->wide = (const uint32_t *)(const void *)all;
    else
        e->text = (const char *)all;
}

struct corba_expr *corba_concatenate(struct corba_parser *p,
                                     struct corba_expr *list)
{
    struct corba_expr *first, *part, *e;

    CORBA_LIST_END(first, list);
    if (!first->next)
        return first;
    e = corba_expr_new(p, first->kind, first->where);
    for (part = first; part; part = part->next) {
        if (part->kind == first->kind)
            e->len += part->len;
        else
            diag(p->s, E0118, part->where);
        e->where = corba_span(e->where, part->where);
    }
    join(p, e, first);
    return e;
}
