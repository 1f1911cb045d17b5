/*
 * Comments of the IDL in generated text.
 */
#include <string.h>

#include "session.h"

#include "emit/emit.h"
#include "emit/emit_line.h"

/* The text without what would end a comment or begin one in it. */
static char *harmless(struct session *s, const char *text)
{
    char *copy = arena_strndup(s->scratch, text, strlen(text));
    char *c;

    for (c = copy; *c; c++) {
        if ((c[0] == '*' && c[1] == '/') || (c[0] == '/' && c[1] == '*'))
            c[c[0] == '*' ? 1 : 0] = '|';
        else if (c[0] == '\r' || c[0] == '\t' || c[0] == '\f' || c[0] == '\v')
            c[0] = ' ';
    }
    return copy;
}

/* One paragraph's line, wrapped; words longer than a line stay whole. */
static void put_wrapped(struct emit *e, const char *line, size_t len)
{
    struct session *s = emit_session(e);
    size_t room = EMIT_COLUMNS - 3 - emit_column(e);
    size_t column = 0;

    emit_text(e, " *");
    while (len > 0) {
        size_t word = 0;

        while (len > 0 && *line == ' ')
            line++, len--;
        while (word < len && line[word] != ' ')
            word++;
        if (word == 0)
            break;
        if (column > 0 && column + 1 + word > room) {
            emit_text(e, "\n *");
            column = 0;
        }
        emit_text(e, arena_printf(s->scratch, " %.*s", (int)word, line));
        column += (column > 0 ? 1 : 0) + word;
        line += word;
        len -= word;
    }
    emit_text(e, "\n");
}

void emit_comment(struct emit *e, const char *text)
{
    size_t len, room = EMIT_COLUMNS - 6 - emit_column(e);

    if (text == NULL)
        return;
    text = harmless(emit_session(e), text);
    text += strspn(text, " \n");
    len = strlen(text);
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\n'))
        len--;
    if (len == 0)
        return;
    if (len <= room && memchr(text, '\n', len) == NULL) {
        emit_text(e, arena_printf(emit_session(e)->scratch, "/* %.*s */\n",
                                  (int)len, text));
        return;
    }
    emit_text(e, "/*\n");
    while (len > 0) {
        const char *newline = memchr(text, '\n', len);
        size_t line = newline ? (size_t)(newline - text) : len;

        put_wrapped(e, text, line);
        line += newline ? 1 : 0;
        text += line;
        len -= line;
    }
    emit_text(e, " */\n");
}
