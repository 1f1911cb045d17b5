/* One text through the scanner and the parser. */
#include "syntax/dce/dce_parse.h"

#include <string.h>

#include "syntax/syntax.h"

void dce_yyerror(const struct source_range *where, struct dce_scan *scan,
                 const char *message)
{
    /* The one message that bison still sends here: its stack is full. */
    (void)message;
    if (!scan->gave_up)
        diag(scan->s, E0407, *where, DCE_NESTING);
    scan->gave_up = true;
}

/* What stands at `where`, cut to what a message can show. */
static const char *found(struct dce_scan *scan, struct source_range where)
{
    size_t len = where.len > 40 ? 40 : where.len;

    return arena_strndup(scan->s->arena, where.start.at, len);
}

void dce_syntax_error(struct dce_scan *scan, struct source_range where,
                      bool at_end, const char *const *names, size_t count)
{
    const char *list = "", *what;

    for (size_t i = 0; i < count; i++)
        list = arena_printf(scan->s->arena, "%s%s%s", list,
                            i == 0           ? ""
                            : i + 1 == count ? " or "
                                             : ", ",
                            names[i]);
    what = at_end ? "the end of the file"
                  : arena_printf(scan->s->arena, "'%s'", found(scan, where));
    if (count > 0)
        diag(scan->s, E0420, where, list, what);
    else
        diag(scan->s, E0421, where, what);
    scan->lexical_error = true;
}

void dce_unit_free(const struct dce_unit *unit)
{
    arena_destroy(unit->nodes);
}

static const struct dce_unit *parse(struct session *s, struct source_text *text,
                                    int first)
{
    struct arena *nodes = arena_create(), *lookup = arena_create();
    struct dce_scan scan = {
        .s = s,
        .context = text->context,
        .line = 1,
        .line_start = text->text,
        .nodes = nodes,
        .docs = table_create(lookup),
        .first = first,
    };
    struct dce_unit *unit;
    int failed;

    if (!dce_lexer_open(&scan, text->text, text->len)) {
        struct source_range start = dce_range(&scan, text->text, 1);

        diag(s, E0407, start, DCE_NESTING);
        arena_destroy(lookup);
        arena_destroy(nodes);
        return NULL;
    }
    failed = dce_yyparse(&scan);
    dce_lexer_close(&scan);
    arena_destroy(lookup);
    if (failed || scan.lexical_error || scan.gave_up) {
        arena_destroy(nodes);
        return NULL;
    }
    source_scanned(s, text);
    unit = ARENA_NEW(s->arena, struct dce_unit);
    unit->file = text->name;
    unit->items = scan.items;
    unit->nodes = nodes;
    return unit;
}

const struct dce_unit *dce_parse(struct session *s, struct source_text *text)
{
    return parse(s, text, IDL);
}

const struct dce_unit *dce_parse_acs(struct session *s,
                                     struct source_text *text)
{
    return parse(s, text, ACS);
}
