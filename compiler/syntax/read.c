#include <errno.h>
#include <string.h>

#include "support/file_read.h"
#include "support/original.h"
#include "syntax/depend.h"
#include "syntax/preprocess.h"
#include "syntax/syntax.h"

static const char *shown_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

static void report_unreadable(struct session *s, const char *name,
                              struct source_range imported_at, int error)
{
    if (!imported_at.start.context)
        s->exit_status = EXIT_INPUT_OUTPUT;
    if (error == EISDIR)
        diag(s, E0011, imported_at, name);
    else
        diag(s, E0010, imported_at, name, strerror(error));
}

/* ---- octets that are no text -------------------------------------------- */

/* The place of `at`, found by following the markers from the start on. */
static struct source_range locate(struct session *s,
                                  const struct source_text *text,
                                  const char *at)
{
    struct source_range where = {{text->context, NULL, 1, 1}, 1};
    const char *line = text->text, *end;

    while ((end = memchr(line, '\n', (size_t)(at - line)))) {
        uint32_t next;

        if (*line != '#' || !source_follow_marker(s, line, &where.start.context,
                                                  where.start.line, &next))
            next = where.start.line + 1;
        where.start.line = next;
        line = end + 1;
    }
    where.start.column = (uint32_t)(at - line) + 1;
    return where;
}

static bool refuse_nul(struct session *s, const struct source_text *text)
{
    const char *nul = memchr(text->text, '\0', text->len);

    if (nul)
        diag(s, E0012, locate(s, text, nul));
    return nul != NULL;
}

/* ---- the text ----------------------------------------------------------- */

static struct source_text *make_text(struct session *s, const char *name,
                                     struct source_range imported_at,
                                     const char *octets, size_t len)
{
    struct source_text *text = ARENA_NEW(s->arena, struct source_text);
    char *copy = arena_alloc(s->arena, len + 3);

    copy[0] = '\n';
    if (len)
        memcpy(copy + 1, octets, len);
    text->text = copy + 1;
    text->len = len;
    text->name = intern(s->names, name);
    text->context = source_begin(s, name, imported_at);
    return text;
}

/* The file's octets without a byte order mark. */
static const char *skip_mark(const struct octets *o, size_t *len)
{
    bool marked = o->len >= 3 && memcmp(o->data, "\xef\xbb\xbf", 3) == 0;

    *len = o->len - (marked ? 3 : 0);
    return o->data ? o->data + (marked ? 3 : 0) : "";
}

static bool is_preprocessed(const struct session *s,
                            struct source_range imported_at)
{
    return s->options.preprocessed && !imported_at.start.context;
}

static struct source_text *text_of(struct session *s, const char *path,
                                   struct source_range imported_at,
                                   const struct octets *file, bool regular)
{
    const char *name = shown_name(path);
    size_t len;
    const char *octets = skip_mark(file, &len);
    struct source_text *text = make_text(s, name, imported_at, octets, len);
    struct octets out = {NULL, 0, 0};
    bool ok;

    if (refuse_nul(s, text))
        return NULL;
    text->unscanned = arena_strndup(s->arena, octets, len);
    if (is_preprocessed(s, imported_at) || !preprocess_needed(s, octets, len))
        return text;
    original_keep(s, name, text->unscanned, len);
    /* What follows is another text. */
    arena_give_back(s->arena, text->text - 1, len + 3);
    ok = preprocess(s, name, regular ? NULL : file, imported_at, &out);
    if (ok) {
        text = make_text(s, name, imported_at, out.data, out.len);
        text->unscanned = arena_strndup(s->arena, out.data, out.len);
        text->spaced_anew = true;
        ok = !refuse_nul(s, text);
    }
    octets_free(&out);
    return ok ? text : NULL;
}

struct source_text *source_read(struct session *s, const char *path,
                                struct source_range imported_at)
{
    struct octets file = {NULL, 0, 0};
    struct source_text *text = NULL;
    bool regular;

    if (!file_read(&file, path, &regular))
        report_unreadable(s, shown_name(path), imported_at, errno);
    else if (file.len > TEXT_LIMIT)
        diag(s, E0013, imported_at, shown_name(path), TEXT_LIMIT_MIB);
    else
        text = text_of(s, path, imported_at, &file, regular);
    octets_free(&file);
    if (!text)
        return NULL;
    text->next = s->texts;
    s->texts = text;
    depend_collect(s, text);
    return text;
}

bool source_print_preprocessed(struct session *s, const char *path)
{
    struct source_range nowhere = {{NULL, NULL, 0, 0}, 0};
    struct source_text *text = source_read(s, path, nowhere);

    if (!text)
        return false;
    /* What idlc or anybody reads next still knows the file. */
    if (text->text[0] != '#')
        printf("# 1 \"%s\"\n", text->name);
    fwrite(text->text, 1, text->len, stdout);
    return true;
}
