#include "support/original.h"

#include <string.h>
#include <sys/stat.h>

#include "session.h"
#include "support/file_read.h"
#include "support/text.h"

/* A column beyond this is not looked for. */
enum { LAST_COLUMN = 8192 };

struct original {
    const char *text; /* NULL: not to be had; else ends in NUL */
    size_t len;
    /* Where the last line asked for begins: lines are mostly asked in order. */
    size_t line_start;
    uint32_t line;
};

static struct original *add(struct session *s, const char *name,
                            const char *text, size_t len)
{
    struct original *o = ARENA_NEW(s->arena, struct original);

    *o = (struct original){text, len, 0, 1};
    table_put(s->originals, intern(s->names, name), o);
    return o;
}

void original_keep(struct session *s, const char *name, const char *text,
                   size_t len)
{
    add(s, name, text, len);
}

static struct original *load(struct session *s, const char *name)
{
    struct original *o = table_get(s->originals, intern(s->names, name));
    struct octets read = {NULL, 0, 0};
    struct stat st;
    bool regular;

    if (o)
        return o;
    /* Nothing that a name in a marker could make us wait for. */
    if (stat(name, &st) == 0 && S_ISREG(st.st_mode) &&
        file_read(&read, name, &regular) && read.len <= TEXT_LIMIT)
        o = add(s, name, arena_strndup(s->arena, read.data, read.len),
                read.len);
    else
        o = add(s, name, NULL, 0);
    octets_free(&read);
    return o;
}

static const char *find_line(struct original *o, uint32_t line)
{
    if (line < o->line) {
        o->line = 1;
        o->line_start = 0;
    }
    while (o->line < line) {
        const char *from = o->text + o->line_start;
        const char *end = memchr(from, '\n', o->len - o->line_start);

        if (!end)
            return NULL;
        o->line_start = (size_t)(end - o->text) + 1;
        o->line++;
    }
    return o->text + o->line_start;
}

/*
 * The place in `line` that has the same octets before it, blanks apart, as
 * `at` has in `text`; NULL where the two differ.
 */
static const char *same_place(const char *line, const char *line_end,
                              const char *text, const char *at)
{
    while (text < at) {
        text = text_skip_blanks(text, at);
        line = text_skip_blanks(line, line_end);
        if (text == at)
            break;
        if (line == line_end || *line != *text)
            return NULL;
        line++;
        text++;
    }
    return line;
}

static bool move_in_line(const struct session *s, struct source_range *where,
                         const char *line, const char *line_end)
{
    const char *at = source_unscanned(s, where->start.at);
    const char *first = at - (where->start.column - 1);
    const char *end = at + where->len;
    const char *place = same_place(line, line_end, first, at), *place_end;

    if (!place)
        return false;
    place = text_skip_blanks(place, line_end);
    if (place == line_end ? *at != '\n' && *at != '\0' : *place != *at)
        return false;
    place_end = memchr(at, '\n', where->len)
                    ? NULL
                    : same_place(place, line_end, at, end);
    where->start.at = place;
    where->start.column = (uint32_t)(place - line) + 1;
    if (place_end && place_end > place)
        where->len = (uint32_t)(place_end - place);
    return true;
}

bool original_find(struct session *s, struct source_range *where)
{
    const struct source_pos *pos = &where->start;
    const struct source_text *text = source_text_of(s, pos->at);
    struct original *o;
    const char *line, *end;

    if (!pos->context || !pos->line || !pos->column ||
        pos->column > LAST_COLUMN || (pos->at && !(text && text->spaced_anew)))
        return false;
    o = load(s, pos->context->file->name);
    line = o->text ? find_line(o, pos->line) : NULL;
    if (!line)
        return false;
    end = line + strcspn(line, "\n");
    if (pos->at)
        return move_in_line(s, where, line, end);
    if (pos->column - 1 > (size_t)(end - line))
        return false;
    where->start.at = line + (pos->column - 1);
    return true;
}
