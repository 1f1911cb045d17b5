/*
 * Lines that start with `#`: line markers of the preprocessor and the pragmas
 * of CORBA's repository identifiers (CORBA 3.3 part 1, clause 14.7.5).
 */
#include "syntax/corba/corba_parse.h"

#include <string.h>

/* The rest of one pragma line. */
struct line {
    const char *next, *end;
    struct source_range where;
};

static void skip_blanks(struct line *l)
{
    while (l->next < l->end && strchr(" \t\r\f\v\n", *l->next))
        l->next++;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
}

static size_t word_length(const struct line *l)
{
    const char *p = l->next;

    while (p < l->end && is_word_char(*p))
        p++;
    return (size_t)(p - l->next);
}

static bool take_word(struct line *l, const char *word)
{
    size_t len = word_length(l);

    if (len != strlen(word) || memcmp(l->next, word, len) != 0)
        return false;
    l->next += len;
    skip_blanks(l);
    return true;
}

static struct source_range place(const struct line *l, size_t len)
{
    struct source_range r = l->where;

    r.start.column += (uint32_t)(l->next - r.start.at);
    r.start.at = l->next;
    r.len = len > 0 ? (uint32_t)len : 1;
    return r;
}

static const char *take_quoted(struct corba_parser *p, struct line *l)
{
    const char *start = l->next + 1, *close;
    const char *text;

    if (l->next == l->end || *l->next != '"')
        return NULL;
    close = memchr(start, '"', (size_t)(l->end - start));
    if (!close)
        return NULL;
    text = intern_range(p->s->names, start, (size_t)(close - start));
    l->next = close + 1;
    skip_blanks(l);
    return text;
}

/* A scoped name as in the grammar; NULL where there is none. */
static struct corba_scoped_name *take_name(struct corba_parser *p,
                                           struct line *l)
{
    struct corba_scoped_name *name = NULL;
    bool absolute = l->end - l->next > 2 && memcmp(l->next, "::", 2) == 0;

    if (absolute)
        l->next += 2;
    for (;;) {
        size_t len = word_length(l);
        size_t escape = len > 0 && *l->next == '_';
        struct corba_ident *part;

        if (len == escape)
            return NULL;
        part =
            corba_ident_new(p, l->next + escape, len - escape, place(l, len));
        name = name ? corba_name_append(name, part)
                    : corba_name_begin(p, absolute, part);
        l->next += len;
        if (l->end - l->next < 2 || memcmp(l->next, "::", 2) != 0)
            break;
        l->next += 2;
    }
    skip_blanks(l);
    return name;
}

static bool take_number(struct line *l, unsigned *number)
{
    const char *start = l->next;

    for (*number = 0; l->next < l->end; l->next++) {
        if (*l->next < '0' || *l->next > '9' || *number > 6553)
            break;
        *number = *number * 10 + (unsigned)(*l->next - '0');
    }
    return l->next > start && *number <= 65535;
}

static void read_prefix(struct corba_parser *p, struct line *l)
{
    const char *text = take_quoted(p, l);

    if (!text) {
        diag(p->s, E0124, l->where, "prefix", "a string");
        return;
    }
    corba_event_new(p, CORBA_EVENT_PREFIX, l->where)->text = text;
}

static void read_id(struct corba_parser *p, struct line *l)
{
    struct corba_scoped_name *target = take_name(p, l);
    const char *text = target ? take_quoted(p, l) : NULL;
    struct corba_event *e;

    if (!text) {
        diag(p->s, E0124, l->where, "ID", "a name and a string");
        return;
    }
    e = corba_event_new(p, CORBA_EVENT_ID, l->where);
    e->target = target;
    e->text = text;
}

static void read_version(struct corba_parser *p, struct line *l)
{
    struct corba_scoped_name *target = take_name(p, l);
    unsigned major, minor;
    struct corba_event *e;
    bool ok = target && take_number(l, &major);

    if (ok && l->next < l->end && *l->next == '.') {
        l->next++;
        ok = take_number(l, &minor);
    } else {
        ok = false;
    }
    if (!ok) {
        diag(p->s, E0124, l->where, "version", "a name and major.minor");
        return;
    }
    e = corba_event_new(p, CORBA_EVENT_VERSION, l->where);
    e->target = target;
    e->major = major;
    e->minor = minor;
}

/* Other pragmas are somebody else's. */
static void read_pragma(struct corba_parser *p, struct line *l)
{
    if (take_word(l, "prefix"))
        read_prefix(p, l);
    else if (take_word(l, "ID"))
        read_id(p, l);
    else if (take_word(l, "version"))
        read_version(p, l);
}

static void follow_file(struct corba_parser *p,
                        const struct source_context *before,
                        struct source_range where)
{
    enum corba_event_kind kind = p->context->included_from == before
                                     ? CORBA_EVENT_ENTER
                                     : CORBA_EVENT_LEAVE;

    if (p->context != before)
        corba_event_new(p, kind, where)->context = p->context;
}

void corba_directive(struct corba_parser *p, const char *text, size_t len,
                     struct source_range where)
{
    const struct source_context *before = p->context;
    struct line l = {.next = text, .end = text + len, .where = where};
    uint32_t next_line;

    while (l.end > l.next && strchr("\r\n", l.end[-1]))
        l.end--;
    skip_blanks(&l);
    p->comment = NULL;
    if (source_follow_marker(p->s, l.next, &p->context, p->line, &next_line)) {
        p->line = next_line;
        follow_file(p, before, where);
        return;
    }
    p->line++;
    l.where = place(&l, (size_t)(l.end - l.next));
    l.next++;
    skip_blanks(&l);
    if (take_word(&l, "pragma"))
        read_pragma(p, &l);
    else if (l.next < l.end && !take_word(&l, "ident"))
        diag(p->s, E0125, l.where);
}
