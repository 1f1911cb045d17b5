/* Characters and strings: from the spelling in the source to their octets. */
#include <string.h>

#include "syntax/dce/dce_build.h"

/* The value of one hexadecimal or octal digit, or 16. */
static uint32_t digit(char c)
{
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (uint32_t)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (uint32_t)(c - 'A') + 10;
    return 16;
}

/* Digits of a base, at most `most` of them; leaves `*at` behind them. */
static uint32_t digits(const char **at, const char *end, uint32_t base,
                       int most)
{
    uint32_t value = 0;

    while (*at < end && most-- > 0 && digit(**at) < base)
        value = value * base + digit(*(*at)++);
    return value;
}

/*
 * The escape whose backslash stands before `*at`. C706, "Character Constants":
 * those of ISO C.
 */
static bool escape(const char **at, const char *end, uint32_t *code)
{
    static const char letters[] = "abfnrtv\\'\"?";
    static const char values[] = "\a\b\f\n\r\t\v\\'\"?";
    const char *letter;

    if (digit(**at) < 8) {
        *code = digits(at, end, 8, 3);
        return true;
    }
    if (**at == 'x') {
        ++*at;
        if (*at == end || digit(**at) >= 16)
            return false;
        *code = digits(at, end, 16, 8);
        return true;
    }
    letter = memchr(letters, **at, sizeof(letters) - 1);
    if (!letter)
        return false;
    *code = (unsigned char)values[letter - letters];
    ++*at;
    return true;
}

static void bad_escape(struct dce_scan *scan, struct source_range where,
                       const char *at)
{
    where.start.column += (uint32_t)(at - where.start.at);
    where.start.at = at;
    where.len = 2;
    diag(scan->s, E0410, where);
    scan->lexical_error = true;
}

struct dce_expr *dce_expr_quoted(struct dce_scan *scan,
                                 struct source_range where)
{
    const char *at = where.start.at;
    const char *end = at + where.len - 1; /* the closing quote */
    bool wide = *at == 'L';
    bool string = at[wide] == '"';
    struct dce_expr *e;
    char *text = arena_alloc(scan->s->arena, where.len);
    size_t len = 0;
    uint32_t code = 0;

    for (at += 1 + wide; at < end; len++) {
        code = (unsigned char)*at++;
        if (code == '\\' && !escape(&at, end, &code)) {
            bad_escape(scan, where, at - 1);
            break;
        }
        if (code > (wide ? 0x10ffffu : 0xffu)) {
            bad_escape(scan, where, where.start.at);
            break;
        }
        text[len] = (char)code;
    }
    e = dce_expr_leaf(scan, string ? DCE_EXPR_STRING : DCE_EXPR_CHAR, text, len,
                      where);
    e->wide = wide;
    e->code = code;
    if (!string && len != 1 && !scan->lexical_error) {
        diag(scan->s, E0411, where);
        scan->lexical_error = true;
    }
    return e;
}
