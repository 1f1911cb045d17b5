#include "syntax/corba/corba_parse.h"

#include <stdlib.h>

#include "corba_parser.h"

#define YYSTYPE CORBA_YYSTYPE
#define YYLTYPE struct source_range
#include "corba_scanner.h"

static void parser_begin(struct corba_parser *p, struct session *s,
                         const struct source_text *text)
{
    *p = (struct corba_parser){.s = s, .context = text->context, .line = 1};
    p->line_start = text->text;
    p->arena = arena_create();
    p->lookup = arena_create();
    p->docs = table_create(p->lookup);
    p->unit = ARENA_NEW(s->arena, struct corba_unit);
    p->unit->arena = p->arena;
    p->unit->file = text->name;
    p->events_end = &p->unit->events;
    corba_words_create(p);
}

const struct corba_unit *corba_parse(struct session *s,
                                     struct source_text *text)
{
    unsigned errors = diag_error_count(s);
    struct corba_parser p;
    yyscan_t scanner;

    parser_begin(&p, s, text);
    if (corba_yylex_init_extra(&p, &scanner) != 0)
        abort();
    corba_yy_scan_buffer(text->text, text->len + 2, scanner);
    corba_yyparse(&p, scanner);
    corba_yylex_destroy(scanner);
    arena_destroy(p.lookup);
    if (diag_error_count(s) == errors) {
        source_scanned(s, text);
        return p.unit;
    }
    arena_destroy(p.arena);
    return NULL;
}

void corba_free(const struct corba_unit *unit)
{
    arena_destroy(unit->arena);
}
