#include "support/source.h"

#include <assert.h>
#include <string.h>

#include "session.h"
#include "support/text.h"

/*
 * What gcc allows too. Deeper markers replace the innermost file instead of
 * entering one, so that no chain grows with hostile input.
 */
enum { DEEPEST_INCLUDE = 200 };

/* Octets of `dir` and the slashes after it where `name` lies in it, else 0. */
static size_t inside(const char *name, const char *dir)
{
    size_t len = strlen(dir);

    while (len && dir[len - 1] == '/')
        len--;
    if (strncmp(name, dir, len) != 0 || name[len] != '/')
        return 0;
    return len + strspn(name + len, "/");
}

/* The same for the directory that the main file lies in. */
static size_t beside_main(const struct session *s, const char *name)
{
    const char *input = s->options.input;
    const char *slash = input ? strrchr(input, '/') : NULL;
    size_t len = slash ? (size_t)(slash - input) + 1 : 0;

    return strncmp(name, input ? input : "", len) == 0 ? len : 0;
}

static const char *name_as_included(const struct session *s, const char *name)
{
    const struct string_list *dirs = &s->options.include_dirs;
    size_t longest = beside_main(s, name), i;

    for (i = 0; i < dirs->count; i++) {
        size_t len = inside(name, dirs->items[i]);

        longest = len > longest ? len : longest;
    }
    return name + longest;
}

struct source_file *source_file_named(struct session *s, const char *name)
{
    const char *key = intern(s->names, name);
    struct source_file *file = table_get(s->files, key);

    if (file)
        return file;
    file = ARENA_NEW(s->arena, struct source_file);
    file->name = key;
    file->own = s->idl_dir && inside(key, s->idl_dir);
    file->included_as =
        file->own ? key + inside(key, s->idl_dir) : name_as_included(s, key);
    table_put(s->files, key, file);
    /* "<built-in>", "<command-line>" and "<stdin>" are no files. */
    if (key[0] != '<')
        string_list_add(s->arena, &s->sources, key);
    return file;
}

static const struct source_context *context_create(
    struct session *s, const char *name,
    const struct source_context *included_from, uint32_t included_at)
{
    struct source_context *c = ARENA_NEW(s->arena, struct source_context);
    struct source_file *file = source_file_named(s, name);

    c->file = file;
    c->included_from = included_from;
    c->included_at = included_at;
    if (included_from)
        c->depth = included_from->depth + 1;
    else if (strcmp(name, "<built-in>") != 0 &&
             strcmp(name, "<command-line>") != 0)
        file->main = true;
    return c;
}

const struct source_context *source_begin(struct session *s, const char *name,
                                          struct source_range imported_at)
{
    return context_create(s, name, imported_at.start.context,
                          imported_at.start.line);
}

/* ---- line markers ------------------------------------------------------- */

struct marker {
    uint32_t line;
    const char *name; /* NULL: the file stays */
    bool enters, returns;
};

static const char *skip_blanks(const char *p)
{
    while (text_is_blank(*p))
        p++;
    return p;
}

/* Saturates: line numbers beyond 32 bits are nobody's lines. */
static const char *read_number(const char *p, uint32_t *number)
{
    uint64_t n = 0;

    for (; text_is_digit(*p); p++) {
        if (n <= UINT32_MAX)
            n = n * 10 + (uint64_t)(*p - '0');
    }
    *number = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
    return p;
}

static const char *read_octal(const char *p, char *octet)
{
    unsigned value = 0;
    int digits;

    for (digits = 0; digits < 3 && *p >= '0' && *p <= '7'; digits++, p++)
        value = value * 8 + (unsigned)(*p - '0');
    *octet = (char)(unsigned char)value;
    return p;
}

/*
 * The file's name from its opening quote on, as preprocessors escape it. Gives
 * the end after the closing quote, or NULL where it is missing.
 */
static const char *read_name(struct session *s, const char *p,
                             const char **name)
{
    const char *end = p + 1;
    char *text;
    size_t len = 0;

    while (*end != '"' && *end != '\n' && *end != '\0')
        end += *end == '\\' && end[1] != '\n' && end[1] != '\0' ? 2 : 1;
    if (*end != '"')
        return NULL;
    text = arena_alloc(s->arena, (size_t)(end - p));
    for (p++; p < end;) {
        if (*p != '\\') {
            text[len++] = *p++;
        } else if (p[1] >= '0' && p[1] <= '7') {
            p = read_octal(p + 1, &text[len++]);
        } else {
            text[len++] = p[1];
            p += 2;
        }
    }
    *name = intern(s->names, text);
    return end + 1;
}

static bool read_marker(struct session *s, const char *p, struct marker *m)
{
    uint32_t flag;

    if (*p != '#')
        return false;
    p = skip_blanks(p + 1);
    if (strncmp(p, "line", 4) == 0 && text_is_blank(p[4]))
        p = skip_blanks(p + 4);
    if (!text_is_digit(*p))
        return false;
    p = skip_blanks(read_number(p, &m->line));
    if (*p == '"') {
        p = read_name(s, p, &m->name);
        if (!p)
            return false;
        p = skip_blanks(p);
    }
    while (text_is_digit(*p)) {
        p = skip_blanks(read_number(p, &flag));
        m->enters |= flag == 1;
        m->returns |= flag == 2;
    }
    return *p == '\n' || *p == '\0';
}

/* Back to the file around this one that the marker names, if there is one. */
static const struct source_context *context_named(
    const struct source_context *c, const char *name)
{
    while (c && c->file->name != name)
        c = c->included_from;
    return c;
}

bool source_follow_marker(struct session *s, const char *marker,
                          const struct source_context **context,
                          uint32_t current_line, uint32_t *next_line)
{
    const struct source_context *now = *context, *outer;
    struct marker m = {0};

    if (!read_marker(s, marker, &m))
        return false;
    *next_line = m.line;
    if (!m.name || (m.name == now->file->name && !m.enters))
        return true;
    outer = m.returns ? context_named(now, m.name) : NULL;
    if (outer)
        *context = outer;
    else if (m.enters && now->depth < DEEPEST_INCLUDE)
        *context = context_create(s, m.name, now, current_line);
    else
        *context =
            context_create(s, m.name, now->included_from, now->included_at);
    return true;
}

size_t source_line(const struct source_pos *pos, const char **start)
{
    const char *first = pos->at;

    /* The text is preceded by a newline of its own. */
    while (first[-1] != '\n')
        first--;
    *start = first;
    return (size_t)(pos->at - first) + strcspn(pos->at, "\n");
}

const struct source_text *source_text_of(const struct session *s,
                                         const char *at)
{
    const struct source_text *t;
    uintptr_t place = (uintptr_t)at;

    for (t = s->texts; t; t = t->next) {
        uintptr_t first = (uintptr_t)t->text;

        if (place >= first && place - first <= t->len)
            return t;
    }
    return NULL;
}

void source_scanned(struct session *s, struct source_text *text)
{
    assert(!text->unscanned ||
           memcmp(text->text, text->unscanned, text->len) == 0);
    arena_give_back(s->arena, text->unscanned, text->len + 1);
    text->unscanned = NULL;
}

const char *source_unscanned(const struct session *s, const char *at)
{
    const struct source_text *t = source_text_of(s, at);

    return t && t->unscanned ? t->unscanned + (at - t->text) : at;
}
