/*
 * Octets of source text.
 */
#ifndef IDLC_TEXT_H
#define IDLC_TEXT_H

#include <stdbool.h>

/* White space within a line. */
static inline bool text_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static inline const char *text_skip_blanks(const char *p, const char *end)
{
    while (p < end && text_is_blank(*p))
        p++;
    return p;
}

static inline bool text_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool text_starts_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool text_is_in_word(char c)
{
    return text_starts_word(c) || text_is_digit(c);
}

#endif /* IDLC_TEXT_H */
