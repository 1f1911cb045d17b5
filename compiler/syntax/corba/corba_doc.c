/*
 * Which comment describes which declaration: the one that ends on the line
 * before its first token, and starts its own line.
 */
#include "syntax/corba/corba_parse.h"

#include <string.h>

void corba_comment_read(struct corba_parser *p, const char *start,
                        const char *end, uint32_t first_line)
{
    bool is_line = start[1] == '/';

    /* A comment behind a token speaks of what it follows. */
    if (p->token_line == first_line)
        return;
    if (!p->comment || !is_line || !p->comment_is_line ||
        p->comment_last_line + 1 != first_line)
        p->comment = start;
    p->comment_end = end;
    p->comment_is_line = is_line;
    p->comment_last_line = p->line;
}

void corba_token_read(struct corba_parser *p, const char *at)
{
    struct corba_comment *c;

    p->token_line = p->line;
    if (!p->comment)
        return;
    if (p->comment_last_line == p->line ||
        p->comment_last_line + 1 == p->line) {
        c = ARENA_NEW(p->lookup, struct corba_comment);
        c->start = p->comment;
        c->end = p->comment_end;
        table_put(p->docs, at, c);
    }
    p->comment = NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The text of one comment line in [p, end) without its decoration. */
static const char *skip_decoration(const char *p, const char *end, bool first)
{
    while (p < end && is_blank(*p))
        p++;
    if (first || (end - p >= 2 && p[0] == '/' && p[1] == '/')) {
        p += 2;
        while (p < end && (*p == '*' || *p == '/' || *p == '!'))
            p++;
    } else {
        while (p < end && *p == '*')
            p++;
    }
    if (p < end && is_blank(*p))
        p++;
    return p;
}

static size_t trimmed(const char *p, const char *end)
{
    while (end > p && is_blank(end[-1]))
        end--;
    return (size_t)(end - p);
}

/* Appends the lines of the comment to `out`; the length without blank ends. */
static size_t copy_lines(char *out, const char *start, const char *end)
{
    const char *line = start;
    size_t len = 0, used = 0;

    while (line < end) {
        const char *eol = memchr(line, '\n', (size_t)(end - line));
        const char *stop = eol ? eol : end;
        const char *p = skip_decoration(line, stop, line == start);
        size_t n = p < stop ? trimmed(p, stop) : 0;

        if (n > 0 || used > 0) {
            memcpy(out + len, p, n);
            len += n;
            used = n > 0 ? len : used;
            out[len++] = '\n';
        }
        line = stop + 1;
    }
    return used;
}

const char *corba_doc_at(struct corba_parser *p, const char *at)
{
    const struct corba_comment *c = table_get(p->docs, at);
    const char *end;
    char *text;
    size_t len;

    if (!c)
        return NULL;
    end = c->end;
    if (c->start[1] == '*') {
        end -= 2;
        while (end > c->start + 2 && end[-1] == '*')
            end--;
    }
    /* The model keeps it when the tree is gone. */
    text = arena_alloc(p->s->arena, (size_t)(end - c->start) + 2);
    len = copy_lines(text, c->start, end);
    text[len] = '\0';
    return len > 0 ? text : NULL;
}
