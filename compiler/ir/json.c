#include "ir/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void indent(const struct json *j)
{
    unsigned i;

    putchar('\n');
    for (i = 0; i < j->depth; i++)
        fputs("  ", stdout);
}

/* How many octets from `p` on are one character of UTF-8; 0: none. */
static size_t utf8_len(const unsigned char *p, size_t len)
{
    size_t need = p[0] < 0x80    ? 1
                  : p[0] < 0xc2  ? 0
                  : p[0] < 0xe0  ? 2
                  : p[0] < 0xf0  ? 3
                  : p[0] <= 0xf4 ? 4
                                 : 0;
    size_t i;

    if (need > len)
        return 0;
    for (i = 1; i < need; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    }
    /* No overlong forms, no surrogates, nothing above U+10FFFF. */
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] >= 0xa0) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] >= 0x90))
        return 0;
    return need;
}

static void quote(const char *text, size_t len)
{
    const unsigned char *p = (const unsigned char *)text;

    putchar('"');
    while (len > 0) {
        size_t n = utf8_len(p, len);

        if (*p == '"' || *p == '\\')
            printf("\\%c", *p);
        else if (*p == '\n')
            fputs("\\n", stdout);
        else if (*p < 0x20 || n == 0)
            printf("\\u%04x", *p);
        else
            fwrite(p, 1, n, stdout);
        n = n > 0 ? n : 1;
        p += n;
        len -= n;
    }
    putchar('"');
}

static void begin(struct json *j, const char *key)
{
    if (j->filled)
        putchar(',');
    if (j->depth > 0)
        indent(j);
    j->filled = true;
    if (!key)
        return;
    quote(key, strlen(key));
    fputs(": ", stdout);
}

void json_open(struct json *j, const char *key, char bracket)
{
    begin(j, key);
    putchar(bracket);
    j->depth++;
    j->filled = false;
}

void json_close(struct json *j, char bracket)
{
    j->depth--;
    if (j->filled)
        indent(j);
    putchar(bracket);
    j->filled = true;
    if (j->depth == 0)
        putchar('\n');
}

void json_octets(struct json *j, const char *key, const char *text, size_t len)
{
    begin(j, key);
    quote(text, len);
}

void json_string(struct json *j, const char *key, const char *text)
{
    if (text)
        json_octets(j, key, text, strlen(text));
}

void json_unsigned(struct json *j, const char *key, uint64_t value)
{
    begin(j, key);
    printf("%" PRIu64, value);
}

void json_signed(struct json *j, const char *key, int64_t value)
{
    begin(j, key);
    printf("%" PRId64, value);
}

void json_real(struct json *j, const char *key, long double value)
{
    begin(j, key);
    printf("%.21Lg", value);
}

void json_boolean(struct json *j, const char *key, bool value)
{
    begin(j, key);
    fputs(value ? "true" : "false", stdout);
}

void json_flag(struct json *j, const char *key, bool value)
{
    if (value)
        json_boolean(j, key, true);
}

void json_positive(struct json *j, const char *key, uint64_t value)
{
    if (value > 0)
        json_unsigned(j, key, value);
}
