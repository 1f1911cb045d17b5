#include "syntax/depend.h"

#include <string.h>

#include "options.h"
#include "support/file_write.h"

enum { WIDEST_LINE = 76 };

void depend_collect(struct session *s, const struct source_text *text)
{
    const struct source_context *context = text->context;
    const char *p = text->text, *end = p + text->len;
    uint32_t line;

    if (!s->options.deps && !s->options.deps_only)
        return;
    while (p && p < end) {
        if (*p == '#')
            source_follow_marker(s, p, &context, 1, &line);
        p = memchr(p, '\n', (size_t)(end - p));
        p = p ? p + 1 : NULL;
    }
}

/* ---- the rule ----------------------------------------------------------- */

struct rule {
    struct arena *arena;
    char *text;
    size_t len, cap;
    size_t column;
};

static void put(struct rule *r, char c)
{
    if (r->len == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 1024;

        r->text = arena_grow(r->arena, r->text, r->len, cap, 1);
        r->cap = cap;
    }
    r->text[r->len++] = c;
    r->column = c == '\n' ? 0 : r->column + 1;
}

static void put_text(struct rule *r, const char *text)
{
    while (*text)
        put(r, *text++);
}

/* Backslashes before a blank escape it, so each of them needs its own. */
static void put_blank(struct rule *r, const char *name, size_t at, char blank)
{
    while (at > 0 && name[at - 1] == '\\') {
        put(r, '\\');
        at--;
    }
    put(r, '\\');
    put(r, blank);
}

static void put_name(struct rule *r, const char *name)
{
    size_t i;

    for (i = 0; name[i]; i++) {
        if (name[i] == ' ' || name[i] == '\t')
            put_blank(r, name, i, name[i]);
        else if (name[i] == '#')
            put_text(r, "\\#");
        else if (name[i] == '$')
            put_text(r, "$$");
        else
            put(r, name[i]);
    }
}

/* The name after a blank, on a new line where this one gets too long. */
static void put_next(struct rule *r, const char *name)
{
    if (r->column > 0) {
        if (r->column + strlen(name) > WIDEST_LINE)
            put_text(r, " \\\n");
        put(r, ' ');
    }
    put_name(r, name);
}

static bool is_listed(struct session *s, const char *name)
{
    return !(s->options.deps_user_only && source_file_named(s, name)->own);
}

static void put_targets(struct rule *r, struct session *s)
{
    const struct options *o = &s->options;

    if (o->deps_target) {
        /* As given: make's own words may be meant. */
        put_text(r, o->deps_target);
        return;
    }
    put_next(r, options_output(s, ".h"));
    if (o->client)
        put_next(r, options_output(s, "_client.c"));
    if (o->server)
        put_next(r, options_output(s, "_server.c"));
}

/* Phony targets keep make going after a file is renamed (-MP). */
static void put_phony(struct rule *r, struct session *s)
{
    size_t i;

    for (i = 0; i < s->sources.count; i++) {
        const char *name = s->sources.items[i];

        if (source_file_named(s, name)->main || !is_listed(s, name))
            continue;
        put_name(r, name);
        put_text(r, ":\n");
    }
}

static struct rule make_rule(struct session *s)
{
    struct rule r = {.arena = s->arena};
    size_t i;

    put_targets(&r, s);
    put(&r, ':');
    for (i = 0; i < s->sources.count; i++) {
        if (is_listed(s, s->sources.items[i]))
            put_next(&r, s->sources.items[i]);
    }
    put(&r, '\n');
    if (s->options.deps_phony)
        put_phony(&r, s);
    return r;
}

static void add_to(struct session *s, struct file_set *files, const char *path)
{
    struct rule r = make_rule(s);

    if (!file_set_add(files, path, r.text, r.len))
        diag_plain(s, E0016, path);
}

void depend_print(struct session *s)
{
    const char *path = s->options.deps_file;

    if (path && strcmp(path, "-") != 0) {
        struct file_set *files = file_set_create(s);

        add_to(s, files, path);
        file_set_commit(files);
    } else {
        struct rule r = make_rule(s);

        fwrite(r.text, 1, r.len, stdout);
    }
}

void depend_add(struct session *s, struct file_set *files)
{
    const char *path = s->options.deps_file;

    add_to(s, files, path ? path : options_output(s, ".d"));
}
