#include "syntax/corba/corba_parse.h"


struct source_range corba_span(struct source_range a, struct source_range b)
{
    if (a.len == 0)
        return b;
    if (b.len == 0 || a.start.context != b.start.context ||
        b.start.at < a.start.at)
        return a;
    if ((size_t)(b.start.at - a.start.at) < UINT32_MAX - b.len)
        a.len = (uint32_t)(b.start.at - a.start.at) + b.len;
    return a;
}

/* ---- expressions -------------------------------------------------------- */

struct corba_expr *corba_expr_new(struct corba_parser *p,
                                  enum corba_expr_kind kind,
                                  struct source_range where)
{
    struct corba_expr *e = ARENA_NEW(p->arena, struct corba_expr);

    e->kind = kind;
    e->where = where;
    if (kind == CORBA_EXPR_STRING)
        e->text = "";
    return e;
}

struct corba_expr *corba_unary(struct corba_parser *p, char op,
                               struct corba_expr *operand,
                               struct source_range where)
{
    struct corba_expr *e = corba_expr_new(p, CORBA_EXPR_UNARY, where);

    e->op = op;
    e->left = operand;
    e->depth = operand->depth + 1;
    return e;
}

struct corba_expr *corba_binary(struct corba_parser *p, char op,
                                struct corba_expr *left,
                                struct corba_expr *right,
                                struct source_range where)
{
    struct corba_expr *e;

    /* What works on trees recurses; a chain that is too long is cut. */
    if (left->depth >= CORBA_EXPR_LIMIT) {
        if (left->depth == CORBA_EXPR_LIMIT)
            diag(p->s, E0123, right->where, CORBA_EXPR_LIMIT);
        left->depth = CORBA_EXPR_LIMIT + 1;
        return left;
    }
    e = corba_expr_new(p, CORBA_EXPR_BINARY, where);
    e->op = op;
    e->left = left;
    e->right = right;
    e->depth = (left->depth > right->depth ? left : right)->depth + 1;
    return e;
}

struct corba_expr *corba_expr_name(struct corba_parser *p,
                                   const struct corba_scoped_name *name)
{
    struct corba_expr *e = corba_expr_new(p, CORBA_EXPR_NAME, name->where);

    e->name = name;
    return e;
}

/* ---- names -------------------------------------------------------------- */

struct corba_ident *corba_ident_of(struct corba_parser *p, const char *name,
                                   const struct corba_word *word,
                                   struct source_range where)
{
    struct corba_ident *i = ARENA_NEW(p->arena, struct corba_ident);

    i->text = name;
    i->folded = word->folded;
    i->where = where;
    return i;
}

struct corba_ident *corba_ident_new(struct corba_parser *p, const char *text,
                                    size_t len, struct source_range where)
{
    const char *name = intern_range(p->s->names, text, len);

    return corba_ident_of(p, name, corba_word_named(p, name), where);
}

struct corba_scoped_name *corba_name_begin(struct corba_parser *p,
                                           bool absolute,
                                           struct corba_ident *first)
{
    struct corba_scoped_name *n = ARENA_NEW(p->arena, struct corba_scoped_name);

    n->absolute = absolute;
    n->first = n->last = first;
    n->where = first->where;
    return n;
}

struct corba_scoped_name *corba_name_append(struct corba_scoped_name *name,
                                            struct corba_ident *part)
{
    name->last->next = part;
    name->last = part;
    name->where = corba_span(name->where, part->where);
    return name;
}

/* ---- types and declarations --------------------------------------------- */

struct corba_type *corba_type_new(struct corba_parser *p,
                                  enum corba_type_kind kind,
                                  struct source_range where)
{
    struct corba_type *t = ARENA_NEW(p->arena, struct corba_type);

    t->kind = kind;
    t->where = where;
    return t;
}

struct corba_decl *corba_decl_new(struct corba_parser *p,
                                  enum corba_decl_kind kind,
                                  const struct corba_ident *name,
                                  struct source_range where)
{
    struct corba_decl *d = ARENA_NEW(p->arena, struct corba_decl);

    d->kind = kind;
    d->where = where;
    d->name = name;
    d->doc = corba_doc_at(p, where.start.at);
    return d;
}

struct corba_declarator *corba_declarator_new(struct corba_parser *p,
                                              const struct corba_ident *name)
{
    struct corba_declarator *d = ARENA_NEW(p->arena, struct corba_declarator);

    d->name = name;
    d->doc = corba_doc_at(p, name->where.start.at);
    return d;
}

struct corba_event *corba_event_new(struct corba_parser *p,
                                    enum corba_event_kind kind,
                                    struct source_range where)
{
    struct corba_event *e = ARENA_NEW(p->arena, struct corba_event);

    e->kind = kind;
    e->where = where;
    *p->events_end = e;
    p->events_end = &e->next;
    return e;
}

struct corba_annotation *corba_annotations_join(struct corba_annotation *a,
                                                struct corba_annotation *b)
{
    if (!a || !b)
        return a ? a : b;
    a->last->next = b;
    a->last = b->last;
    return a;
}

void corba_annotate(struct corba_parser *p, struct corba_decl *d,
                    struct corba_annotation *annotations,
                    struct source_range where)
{
    if (!annotations)
        return;
    d->annotations = corba_annotations_join(annotations, d->annotations);
    d->where = corba_span(where, d->where);
    if (!d->doc)
        d->doc = corba_doc_at(p, where.start.at);
}
