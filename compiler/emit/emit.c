#include "emit/emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"
#include "support/file_write.h"

#include "emit/emit_line.h"

/* Texts that were appended, to be used again. */
struct emit_pool {
    struct emit *spare;
};

struct emit {
    struct session *session;
    struct emit_pool *pool; /* shared with those made for it */
    struct emit *next;      /* in the pool */
    char *text;
    size_t len, cap;
    size_t depth; /* columns of emit_in */
    size_t line;  /* where the current line starts */
};

static struct emit *make(struct session *s, struct emit_pool *pool)
{
    struct emit *e = ARENA_NEW(s->arena, struct emit);

    e->session = s;
    e->pool = pool;
    /* Most are blocks and functions of a few lines. */
    e->cap = 256;
    e->text = (char *)arena_alloc(s->arena, e->cap);
    return e;
}

struct emit *emit_create(struct session *s)
{
    return make(s, ARENA_NEW(s->arena, struct emit_pool));
}

struct emit *emit_part(const struct emit *e)
{
    struct emit *part = e->pool->spare;

    if (part == NULL)
        return make(e->session, e->pool);
    e->pool->spare = part->next;
    part->len = 0;
    part->line = 0;
    part->depth = 0;
    return part;
}

static void widen(struct emit *e, size_t len)
{
    size_t cap = e->cap;

    while (cap - e->len <= len)
        cap *= 2;
    e->text = (char *)arena_regrow(e->session->arena, e->text, e->cap, cap, 1);
    e->cap = cap;
}

static void append(struct emit *e, const char *text, size_t len)
{
    if (e->cap - e->len <= len)
        widen(e, len);
    memcpy(e->text + e->len, text, len);
    e->len += len;
}

static void append_spaces(struct emit *e, size_t count)
{
    static const char spaces[] = "                                ";

    for (; count >= sizeof spaces; count -= sizeof spaces - 1)
        append(e, spaces, sizeof spaces - 1);
    append(e, spaces, count);
}

size_t emit_column(const struct emit *e)
{
    return e->len == e->line ? e->depth : e->len - e->line;
}

/*
 * Appends text of several lines; those after the first stand `indent` columns
 * in. Empty lines and the preprocessor's stay at the left.
 */
static void append_lines(struct emit *e, const char *text, size_t len,
                         size_t indent)
{
    const char *end = text + len;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t line = newline ? (size_t)(newline - text) : (size_t)(end - text);

        if (line > 0) {
            if (e->len == e->line && *text != '#')
                append_spaces(e, indent);
            append(e, text, line);
        }
        if (newline == NULL)
            return;
        append(e, "\n", 1);
        e->line = e->len;
        text = newline + 1;
    }
}

void emit_text(struct emit *e, const char *text)
{
    append_lines(e, text, strlen(text), e->depth);
}

static const char *hole_text(const struct emit_hole *holes, size_t count,
                             const char *name, size_t len)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (strncmp(holes[i].name, name, len) == 0 &&
            holes[i].name[len] == '\0' && holes[i].text)
            return holes[i].text;
    fprintf(stderr, "idlc: no value for the hole $%.*s$\n", (int)len, name);
    abort();
}

void emit_fill(struct emit *e, const struct emit_hole *holes, size_t hole_count,
               const char *text)
{
    const char *dollar;

    while ((dollar = strchr(text, '$')) != NULL) {
        const char *end = strchr(dollar + 1, '$');
        const char *value;
        size_t column;

        append_lines(e, text, (size_t)(dollar - text), e->depth);
        if (end == NULL) {
            fprintf(stderr, "idlc: a hole without an end: %s\n", dollar);
            abort();
        }
        value = hole_text(holes, hole_count, dollar + 1,
                          (size_t)(end - dollar - 1));
        column = emit_column(e);
        append_lines(e, value, strlen(value), column);
        text = end + 1;
    }
    append_lines(e, text, strlen(text), e->depth);
}

void emit_in(struct emit *e)
{
    e->depth += 4;
}

void emit_out(struct emit *e)
{
    e->depth -= 4;
}

struct session *emit_session(const struct emit *e)
{
    return e->session;
}

struct emit *emit_block(const struct emit *e)
{
    struct emit *block = emit_part(e);

    block->depth = e->depth + 4;
    return block;
}

static void end(struct emit *e)
{
    arena_give_back(e->session->arena, e->text, e->cap);
    e->text = NULL;
    e->len = 0;
    e->cap = 0;
}

void emit_append(struct emit *e, struct emit *part)
{
    append(e, part->text, part->len);
    e->line = e->len;
    if (part->pool == e->pool)
        emit_drop(part);
    else
        end(part);
}

void emit_drop(struct emit *part)
{
    part->next = part->pool->spare;
    part->pool->spare = part;
}

const char *emit_result(const struct emit *e, size_t *len)
{
    *len = e->len;
    e->text[e->len] = '\0';
    return e->text;
}

void emit_save_all(struct emit *const *texts, size_t count,
                   struct file_set *files, const char *path)
{
    struct text_part *parts =
        ARENA_ARRAY(texts[0]->session->scratch, count, struct text_part);
    size_t i;

    for (i = 0; i < count; i++)
        parts[i].text = emit_result(texts[i], &parts[i].len);
    file_set_add_parts(files, path, parts, count);
    for (i = 0; i < count; i++)
        end(texts[i]);
}

void emit_save(struct emit *e, struct file_set *files, const char *path)
{
    emit_save_all(&e, 1, files, path);
}
