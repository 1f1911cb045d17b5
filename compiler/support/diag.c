#include "support/diag.h"

#include <stdarg.h>
#include <string.h>

#include "session.h"
#include "support/diag_print.h"
#include "support/original.h"

/* More of a kind than anybody reads are counted, not shown. */
enum { SHOWN_OF_A_KIND = 100 };

struct seen {
    enum diag_id id;
    struct source_pos pos;
};

struct diag_state {
    struct diag_printer printer;
    unsigned errors, warnings;
    unsigned errors_shown, warnings_shown;
    bool last_shown; /* notes follow their diagnostic */
    const struct source_context *last_context;
    struct seen seen[2 * SHOWN_OF_A_KIND];
    size_t seen_count;
};

struct message {
    const char *name;
    enum diag_severity severity;
    const char *format;
};

static const struct message messages[] = {
#define DIAG(id, severity, format) {#id, severity, format},
#include "support/diag.def"
#undef DIAG
};

struct diag_state *diag_create(struct arena *a, FILE *out)
{
    struct diag_state *d = ARENA_NEW(a, struct diag_state);

    d->printer.out = out;
    return d;
}

const char *diag_name(enum diag_id id)
{
    return messages[id].name;
}

unsigned diag_error_count(const struct session *s)
{
    return s->diag->errors;
}

static bool same_place(const struct source_pos *a, const struct source_pos *b)
{
    const struct source_file *af = a->context ? a->context->file : NULL;
    const struct source_file *bf = b->context ? b->context->file : NULL;

    return af == bf && a->line == b->line && a->column == b->column;
}

/* Whether the very message stands at this place already; remembers it. */
static bool is_repeat(struct diag_state *d, enum diag_id id,
                      const struct source_pos *pos)
{
    size_t i;

    if (!pos->context)
        return false;
    for (i = 0; i < d->seen_count; i++) {
        if (d->seen[i].id == id && same_place(&d->seen[i].pos, pos))
            return true;
    }
    if (d->seen_count < sizeof(d->seen) / sizeof(d->seen[0]))
        d->seen[d->seen_count++] = (struct seen){id, *pos};
    return false;
}

/* Counts one more; whether it is still among those that are shown. */
static bool count(unsigned *all, unsigned *shown)
{
    ++*all;
    if (*shown == SHOWN_OF_A_KIND)
        return false;
    ++*shown;
    return true;
}

static bool admit(struct diag_state *d, enum diag_severity severity)
{
    if (severity == DIAG_ERROR)
        return count(&d->errors, &d->errors_shown);
    return count(&d->warnings, &d->warnings_shown);
}

static bool may_show(const struct diag_state *d, enum diag_severity severity)
{
    unsigned shown =
        severity == DIAG_ERROR ? d->errors_shown : d->warnings_shown;

    return shown < SHOWN_OF_A_KIND;
}

static enum diag_severity severity_of(const struct session *s, enum diag_id id)
{
    if (messages[id].severity == DIAG_WARNING && s->options.warnings_are_errors)
        return DIAG_ERROR;
    return messages[id].severity;
}

static void print_place(struct diag_printer *p, const struct source_pos *pos)
{
    diag_print_quoted(p, pos->context->file->name);
    if (pos->line) {
        diag_print_text(p, ":");
        diag_print_number(p, pos->line);
        diag_print_text(p, ":");
        diag_print_number(p, pos->column);
    }
}

static void print(struct session *s, struct source_range where,
                  const char *kind, const char *name, const char *text)
{
    struct diag_printer *p = &s->diag->printer;
    const char *at;

    if (!original_find(s, &where))
        where.start.at = source_unscanned(s, where.start.at);
    at = where.start.at;
    if (where.start.context)
        print_place(p, &where.start);
    else
        diag_print_text(p, "idlc");
    diag_print_text(p, kind);
    diag_print_text(p, name);
    diag_print_text(p, ": ");
    diag_print_quoted(p, text);
    diag_print_text(p, "\n");
    if (where.start.context && at)
        diag_print_source(p, at, where.start.column, where.len);
    diag_print_flush(p);
}

static void enter_context(struct diag_state *d, const struct source_context *c)
{
    if (c && c != d->last_context && c->included_from)
        diag_print_chain(&d->printer, c);
    d->last_context = c;
}

static void report(struct session *s, enum diag_id id,
                   struct source_range where, va_list args)
{
    struct diag_state *d = s->diag;
    enum diag_severity severity = severity_of(s, id);

    d->last_shown = false;
    if (messages[id].severity == DIAG_WARNING && s->options.no_warnings)
        return;
    /* Beyond those that are shown, looking for repeats would only cost. */
    if (may_show(d, severity) && is_repeat(d, id, &where.start))
        return;
    if (!admit(d, severity))
        return;
    d->last_shown = true;
    enter_context(d, where.start.context);
    print(s, where, severity == DIAG_ERROR ? ": error " : ": warning ",
          messages[id].name,
          arena_vprintf(s->arena, messages[id].format, args));
}

void diag(struct session *s, enum diag_id id, struct source_range where, ...)
{
    va_list args;

    va_start(args, where);
    report(s, id, where, args);
    va_end(args);
}

void diag_plain(struct session *s, enum diag_id id, ...)
{
    struct source_range nowhere = {{NULL, NULL, 0, 0}, 0};
    va_list args;

    va_start(args, id);
    report(s, id, nowhere, args);
    va_end(args);
}

void diag_note(struct session *s, struct source_range where, const char *format,
               ...)
{
    va_list args;

    if (!s->diag->last_shown)
        return;
    va_start(args, format);
    print(s, where, ": note", "", arena_vprintf(s->arena, format, args));
    va_end(args);
}

void diag_remark(struct session *s, const char *format, ...)
{
    struct source_range nowhere = {{NULL, NULL, 0, 0}, 0};
    va_list args;

    va_start(args, format);
    print(s, nowhere, ": note", "", arena_vprintf(s->arena, format, args));
    va_end(args);
}

static void print_count(struct diag_printer *p, unsigned all, unsigned shown,
                        const char *word)
{
    diag_print_number(p, all);
    diag_print_text(p, word);
    if (all != 1)
        diag_print_text(p, "s");
    if (all != shown) {
        diag_print_text(p, " (");
        diag_print_number(p, all - shown);
        diag_print_text(p, " not shown)");
    }
}

void diag_summary(struct session *s)
{
    struct diag_state *d = s->diag;
    struct diag_printer *p = &d->printer;

    if (d->errors)
        print_count(p, d->errors, d->errors_shown, " error");
    if (d->errors && d->warnings)
        diag_print_text(p, ", ");
    if (d->warnings)
        print_count(p, d->warnings, d->warnings_shown, " warning");
    if (d->errors || d->warnings)
        diag_print_text(p, "\n");
    diag_print_flush(p);
}
