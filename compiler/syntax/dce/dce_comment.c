/*
 * The comment that stands directly before a declaration becomes its text in
 * the generated code.
 */
#include <string.h>

#include "syntax/dce/dce_build.h"

void dce_note_comment(struct dce_scan *scan, const char *at, size_t len,
                      uint32_t first_line, bool is_line)
{
    bool joins = is_line && scan->comment && scan->comment_is_line &&
                 first_line == scan->comment_line + 1;

    /* A comment behind something on its line belongs to that. */
    if (first_line == scan->token_line) {
        scan->comment = NULL;
        return;
    }
    if (joins) {
        scan->comment_len = (size_t)(at + len - scan->comment);
    } else {
        scan->comment = at;
        scan->comment_len = len;
    }
    scan->comment_line = scan->line;
    scan->comment_is_line = is_line;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* Past the comment's own marks at the start of a line. */
static const char *skip_marks(const char *at, const char *end, bool is_line)
{
    char mark = is_line ? '/' : '*';

    at = skip_blanks(at, end);
    while (at < end &&
           (*at == mark || (*at == '/' && at + 1 < end && at[1] == '*')))
        at++;
    if (at < end && *at == '!')
        at++;
    if (at < end && *at == ' ')
        at++;
    return at;
}

static const char *clean(struct arena *a, const char *at, size_t len,
                         bool is_line)
{
    const char *end = at + len - (is_line ? 0 : 2);
    char *text = arena_alloc(a, len + 1);
    size_t used = 0, kept = 0;

    while (at < end) {
        const char *eol = memchr(at, '\n', (size_t)(end - at));
        size_t n;

        if (!eol)
            eol = end;
        at = skip_marks(at, eol, is_line);
        n = (size_t)(eol - at);
        while (n > 0 && strchr(" \t\r*", at[n - 1]))
            n--;
        if (used + n > 0) { /* no empty lines first */
            memcpy(text + used, at, n);
            used += n;
            if (n > 0)
                kept = used;
            text[used++] = '\n';
        }
        at = eol < end ? eol + 1 : end;
    }
    text[kept] = '\0'; /* nor last */
    return kept ? text : NULL;
}

void dce_note_token(struct dce_scan *scan, const char *at)
{
    const char *doc;

    scan->token_line = scan->line;
    if (!scan->comment)
        return;
    if (scan->comment_line + 1 >= scan->line) {
        doc = clean(scan->s->arena, scan->comment, scan->comment_len,
                    scan->comment_is_line);
        if (doc)
            table_put(scan->docs, at, (void *)(uintptr_t)doc);
    }
    scan->comment = NULL;
}

const char *dce_doc(const struct dce_scan *scan, struct source_range where)
{
    return where.start.at ? table_get(scan->docs, where.start.at) : NULL;
}
