/*
 * Lists in parentheses: parameters and arguments, broken where clang-format
 * would break them.
 */
#include <string.h>

#include "session.h"

#include "emit/emit.h"
#include "emit/emit_line.h"

/* Whether the items, one after the other from `column` on, stay in 80 columns. */
static bool items_fit(size_t column, const char *const *items, size_t count,
                      size_t tail_len)
{
    size_t indent = column;
    size_t i;

    for (i = 0; i < count; i++) {
        /* The comma, or the parenthesis and what follows. */
        size_t need = strlen(items[i]) + (i + 1 < count ? 1 : 1 + tail_len);

        if (i > 0 && column + 1 + need <= EMIT_COLUMNS) {
            column += 1 + need;
            continue;
        }
        if (i > 0)
            column = indent;
        if (column + need > EMIT_COLUMNS)
            return false;
        column += need;
    }
    return true;
}

/*
 * The items from here on; lines after the first stand `indent` columns in,
 * `depth` of them by emit_in.
 */
static void put_items(struct emit *e, size_t indent, size_t depth,
                      const char *const *items, size_t count, const char *tail)
{
    struct session *s = emit_session(e);
    size_t column = emit_column(e);
    size_t i;

    for (i = 0; i < count; i++) {
        size_t need = strlen(items[i]) + (i + 1 < count ? 1 : 1 + strlen(tail));

        if (i > 0 && column + 1 + need <= EMIT_COLUMNS) {
            emit_text(e, " ");
            column++;
        } else if (i > 0) {
            emit_text(e, arena_printf(s->scratch, "\n%*s",
                                      (int)(indent - depth), ""));
            column = indent;
        }
        emit_text(e, items[i]);
        emit_text(e, i + 1 < count ? "," : ")");
        column += need;
    }
    emit_text(e, count == 0 ? ")" : "");
    emit_text(e, tail);
    emit_text(e, "\n");
}

/* Columns of all items on one line, behind `column`. */
static size_t on_one_line(size_t column, const char *const *items, size_t count,
                          size_t tail_len)
{
    size_t i;

    for (i = 0; i < count; i++)
        column += strlen(items[i]) + (i + 1 < count ? 2 : 0);
    return column + 1 + tail_len;
}

/*
 * Whether "x = f(...)" that is longer than a line is broken behind its "="
 * rather than among the arguments.
 */
static bool breaks_after_equals(size_t column, size_t start, const char *value,
                                const char *const *args, size_t count,
                                size_t tail_len)
{
    size_t below = start + 4 + strlen(value) + 1;

    if (on_one_line(below, args, count, tail_len) <= EMIT_COLUMNS)
        return true;
    return column > EMIT_COLUMNS;
}

void emit_call(struct emit *e, const char *head, const char *const *args,
               size_t arg_count, const char *tail)
{
    struct session *s = emit_session(e);
    size_t start = emit_column(e);
    size_t column = start + strlen(head) + 1;
    size_t tail_len = strlen(tail);
    const char *equals = strstr(head, " = ");

    if (equals &&
        on_one_line(column, args, arg_count, tail_len) > EMIT_COLUMNS &&
        breaks_after_equals(column, start, equals + 3, args, arg_count,
                            tail_len)) {
        emit_text(e, arena_printf(s->scratch, "%.*s =\n    ",
                                  (int)(equals - head), head));
        head = equals + 3;
        column = start + 4 + strlen(head) + 1;
    }
    emit_text(e, head);
    emit_text(e, "(");
    if (!items_fit(column, args, arg_count, tail_len)) {
        /* Not under the parenthesis: all on lines of their own. */
        column = emit_column(e) - strlen(head) - 1 + 4;
        emit_text(e,
                  arena_printf(s->scratch, "\n%*s", (int)(column - start), ""));
    }
    put_items(e, column, start, args, arg_count, tail);
}

void emit_assign(struct emit *e, const char *to, const char *value)
{
    struct session *s = emit_session(e);
    bool fits = emit_column(e) + strlen(to) + strlen(value) + 4 <= EMIT_COLUMNS;

    emit_text(e,
              arena_printf(s->scratch, fits ? "%s = %s;\n" : "%s =\n    %s;\n",
                           to, value));
}

void emit_prototype(struct emit *e, const struct c_prototype *p,
                    const char *tail)
{
    static const char *const none[] = {"void"};
    struct session *s = emit_session(e);
    size_t result = strlen(p->result);
    bool star = result > 0 && p->result[result - 1] == '*';
    const char *head =
        arena_printf(s->scratch, "%s%s%s", p->result, star ? "" : " ", p->name);

    if (emit_column(e) + strlen(head) + 1 > EMIT_COLUMNS) {
        emit_text(e, p->result);
        emit_text(e, "\n");
        head = p->name;
    }
    emit_call(e, head, p->param_count ? p->params : none,
              p->param_count ? p->param_count : 1, tail);
}
