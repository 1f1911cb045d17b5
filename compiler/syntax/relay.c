#include "syntax/relay.h"

#include <string.h>

#include "support/text.h"

/* "FILE:LINE" or "FILE:LINE:COLUMN" up to a colon at the end of a place. */
struct place {
    const char *name;
    uint32_t line, column;
};

static const char *number_before(const char *first, const char *end,
                                 uint32_t *number)
{
    const char *p = end;
    uint32_t n = 0;

    while (p > first && text_is_digit(p[-1]))
        p--;
    if (p == end || p == first || p[-1] != ':' || end - p > 9)
        return NULL;
    *number = 0;
    for (first = p; first < end; first++)
        n = n * 10 + (uint32_t)(*first - '0');
    *number = n;
    return p - 1;
}

static bool read_place(struct session *s, const char *first, const char *end,
                       struct place *place)
{
    uint32_t last, before;
    const char *p = number_before(first, end, &last), *q;

    if (!p)
        return false;
    q = number_before(first, p, &before);
    place->line = q ? before : last;
    place->column = q ? last : 1;
    place->name = intern_range(s->names, first, (size_t)((q ? q : p) - first));
    return true;
}

/* The chain as told so far, the innermost place first. */
struct chain {
    struct place places[16];
    size_t count;
};

/* "In file included from a.idl:3:" or "                 from b.idl:2,". */
static bool read_chain(struct session *s, const char *line, const char *end,
                       struct chain *chain)
{
    static const char first[] = "In file included from ";
    static const char next[] = "                 from ";
    const size_t len = sizeof(first) - 1;

    if ((size_t)(end - line) <= len)
        return false;
    if (memcmp(line, first, len) == 0)
        chain->count = 0;
    else if (memcmp(line, next, sizeof(next) - 1) != 0)
        return false;
    line += *line == 'I' ? len : sizeof(next) - 1;
    if (chain->count < sizeof(chain->places) / sizeof(chain->places[0]) &&
        read_place(s, line, end - 1, &chain->places[chain->count]))
        chain->count++;
    return true;
}

static struct source_range where(struct session *s, const struct place *place,
                                 const struct chain *chain,
                                 struct source_range imported_at)
{
    struct source_range w = imported_at;
    size_t i = chain->count;

    while (i-- > 0) {
        w.start.context = source_begin(s, chain->places[i].name, w);
        w.start.line = chain->places[i].line;
    }
    w.start.context = source_begin(s, place->name, w);
    w.start.line = place->line;
    w.start.column = place->column;
    w.start.at = NULL;
    w.len = 1;
    return w;
}

/* The message after "error: " or "fatal error: "; `*place_end` is before it. */
static const char *find_error(const char *line, const char *end,
                              const char **place_end)
{
    static const char *const words[] = {": error: ", ": fatal error: "};
    const char *p;
    size_t i;

    for (p = line; p < end; p++) {
        for (i = 0; i < 2; i++) {
            size_t len = strlen(words[i]);

            if ((size_t)(end - p) > len && memcmp(p, words[i], len) == 0) {
                *place_end = p;
                return p + len;
            }
        }
    }
    return NULL;
}

static void relay_line(struct session *s, const char *line, const char *end,
                       struct chain *chain, struct source_range imported_at)
{
    const char *place_end, *message;
    struct place place;

    if (read_chain(s, line, end, chain))
        return;
    message = find_error(line, end, &place_end);
    if (!message)
        return;
    message = arena_strndup(s->arena, message, (size_t)(end - message));
    if (read_place(s, line, place_end, &place))
        diag(s, E0020, where(s, &place, chain, imported_at), message);
    else
        diag_plain(s, E0020, message);
    chain->count = 0;
}

void relay_errors(struct session *s, const struct octets *errors,
                  struct source_range imported_at)
{
    const char *p = errors->data ? errors->data : "", *end = p + errors->len;
    struct chain chain = {.count = 0};

    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *line_end = newline ? newline : end;

        relay_line(s, p, line_end, &chain, imported_at);
        p = newline ? newline + 1 : end;
    }
}

const char *relay_last(struct session *s, const struct octets *errors)
{
    const char *first = errors->data ? errors->data : "";
    const char *end = first + errors->len, *p;

    while (end > first && end[-1] == '\n')
        end--;
    for (p = end; p > first && p[-1] != '\n'; p--)
        continue;
    if (p == end)
        return "";
    return arena_printf(s->arena, ": %.*s", (int)(end - p), p);
}
