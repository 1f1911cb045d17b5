/* The constructors of the tree. */
#include "syntax/dce/dce_build.h"

#include "syntax/dce/dce_parse.h"

#include <string.h>

struct source_range dce_range(const struct dce_scan *scan, const char *at,
                              size_t len)
{
    struct source_range r = {
        .start = {.context = scan->context,
                  .at = at,
                  .line = scan->line,
                  .column = (uint32_t)(at - scan->line_start) + 1},
        .len = len ? (uint32_t)len : 1,
    };
    return r;
}

struct source_range dce_span(const struct source_range *ranges, int count)
{
    struct source_range r = {0};
    const struct source_range *last;

    while (count > 1 && ranges->len == 0) {
        ranges++;
        count--;
    }
    r = ranges[0];
    for (int i = count - 1; i > 0; i--) {
        last = &ranges[i];
        if (last->len > 0 && last->start.line == r.start.line &&
            last->start.context == r.start.context) {
            r.len = (uint32_t)(last->start.at - r.start.at) + last->len;
            break;
        }
    }
    return r;
}

struct dce_name dce_name_make(const char *text, struct source_range where)
{
    struct dce_name n = {text, where};

    return n;
}

/* ---- expressions -------------------------------------------------------- */

struct dce_expr *dce_expr_leaf(struct dce_scan *scan, enum dce_expr_kind kind,
                               const char *text, size_t len,
                               struct source_range where)
{
    struct dce_expr *e = ARENA_NEW(scan->nodes, struct dce_expr);

    e->kind = kind;
    e->text = text;
    e->len = len;
    e->where = where;
    e->depth = 1;
    return e;
}

struct dce_expr *dce_expr_op(struct dce_scan *scan, enum dce_op op,
                             const struct dce_expr *a, const struct dce_expr *b,
                             const struct dce_expr *c,
                             struct source_range where)
{
    struct dce_expr *e = dce_expr_leaf(scan, DCE_EXPR_OP, NULL, 0, where);

    e->op = op;
    e->operand[0] = a;
    e->operand[1] = b;
    e->operand[2] = c;
    for (int i = 0; i < 3; i++)
        if (e->operand[i] && e->operand[i]->depth >= e->depth)
            e->depth = e->operand[i]->depth + 1;
    if (e->depth > DCE_EXPR_DEPTH) {
        if (!scan->lexical_error)
            diag(scan->s, E0408, where, DCE_EXPR_DEPTH);
        scan->lexical_error = true;
        return dce_expr_leaf(scan, DCE_EXPR_NULL, NULL, 0, where);
    }
    return e;
}

struct dce_expr *dce_expr_cast(struct dce_scan *scan,
                               const struct dce_type *type,
                               const struct dce_expr *e,
                               struct source_range where)
{
    struct dce_expr *cast =
        dce_expr_op(scan, DCE_OP_CAST, e, NULL, NULL, where);

    cast->type = type;
    return cast;
}

struct dce_expr *dce_expr_sizeof(struct dce_scan *scan,
                                 const struct dce_type *type,
                                 struct source_range where)
{
    struct dce_expr *e =
        dce_expr_op(scan, DCE_OP_SIZEOF, NULL, NULL, NULL, where);

    e->type = type;
    return e;
}

struct dce_type *dce_type_of_name(struct dce_scan *scan,
                                  const struct dce_expr *name)
{
    struct dce_name n = {name->text, name->where};

    if (name->kind != DCE_EXPR_NAME) {
        diag(scan->s, E0412, name->where);
        scan->lexical_error = true;
    }
    return dce_type_make(scan, DCE_TYPE_NAME, n, name->where);
}

struct dce_expr *dce_expr_cast_name(struct dce_scan *scan,
                                    const struct dce_expr *name,
                                    const struct dce_expr *e,
                                    struct source_range where)
{
    return dce_expr_cast(scan, dce_type_of_name(scan, name), e, where);
}

struct dce_expr *dce_expr_join(struct dce_scan *scan,
                               const struct dce_arg_list *strings,
                               struct source_range where)
{
    struct dce_expr *e;
    size_t len = 0;
    char *text;

    if (strings->count == 1)
        return (struct dce_expr *)(uintptr_t)strings->first->expr;
    for (const struct dce_arg *a = strings->first; a; a = a->next)
        len += a->expr->len;
    text = arena_alloc(scan->s->arena, len + 1);
    e = dce_expr_leaf(scan, DCE_EXPR_STRING, text, len, where);
    for (const struct dce_arg *a = strings->first; a; a = a->next) {
        memcpy(text, a->expr->text, a->expr->len);
        text += a->expr->len;
        e->wide |= a->expr->wide;
    }
    return e;
}

/* ---- attributes --------------------------------------------------------- */

struct dce_arg *dce_arg_make(struct dce_scan *scan, enum dce_arg_kind kind,
                             struct source_range where)
{
    struct dce_arg *a = ARENA_NEW(scan->nodes, struct dce_arg);

    a->kind = kind;
    a->where = where;
    return a;
}

struct dce_arg *dce_arg_expr(struct dce_scan *scan, const struct dce_expr *e)
{
    struct dce_arg *a = dce_arg_make(scan, DCE_ARG_EXPR, e->where);

    a->expr = e;
    return a;
}

bool dce_labels_default(const struct dce_arg_list *labels)
{
    for (const struct dce_arg *a = labels->first; a; a = a->next)
        if (a->kind == DCE_ARG_NONE)
            return true;
    return false;
}

struct dce_attr *dce_attr_make(struct dce_scan *scan, const char *space,
                               const char *name, struct source_range where)
{
    struct dce_attr *a = ARENA_NEW(scan->nodes, struct dce_attr);

    a->space = space;
    a->name = intern(scan->s->names, name);
    a->where = where;
    return a;
}

/* ---- declarators -------------------------------------------------------- */

struct dce_declarator *dce_declarator_make(struct dce_scan *scan,
                                           enum dce_declarator_kind kind,
                                           struct source_range where)
{
    struct dce_declarator *d = ARENA_NEW(scan->nodes, struct dce_declarator);

    d->kind = kind;
    d->where = where;
    d->depth = 1;
    return d;
}

static bool too_deep(struct dce_scan *scan, unsigned depth,
                     struct source_range where)
{
    if (depth < DCE_DECLARATOR_DEPTH)
        return false;
    diag(scan->s, E0409, where, DCE_DECLARATOR_DEPTH);
    scan->lexical_error = true;
    return true;
}

struct dce_declarator *dce_declarator_add(struct dce_scan *scan,
                                          struct dce_declarator *d,
                                          struct dce_declarator *end)
{
    struct dce_declarator *last = d;

    if (too_deep(scan, d->depth, end->where))
        return d;
    d->depth++;
    if (d->kind == DCE_DECLARATOR_NAME) {
        end->inner = d;
        end->depth = d->depth;
        return end;
    }
    /* These nodes were made here and have no other owner yet. */
    while (last->inner->kind != DCE_DECLARATOR_NAME)
        last = (struct dce_declarator *)last->inner;
    end->inner = last->inner;
    last->inner = end;
    return d;
}

const struct dce_declarator *dce_declarator_end(const struct dce_declarator *d)
{
    while (d && d->inner)
        d = d->inner;
    return d;
}

struct dce_name dce_declarator_name(const struct dce_declarator *d)
{
    const struct dce_declarator *end = dce_declarator_end(d);

    return dce_name_make(end->name, end->where);
}

/* ---- types, members and items ------------------------------------------- */

struct dce_type *dce_type_make(struct dce_scan *scan, enum dce_type_kind kind,
                               struct dce_name name, struct source_range where)
{
    struct dce_type *t = ARENA_NEW(scan->nodes, struct dce_type);

    t->kind = kind;
    t->name = name;
    t->where = where;
    return t;
}

struct dce_type *dce_type_define(struct dce_scan *scan, enum dce_type_kind kind,
                                 struct dce_name tag, struct dce_body body,
                                 struct source_range where)
{
    struct dce_type *t = dce_type_make(scan, kind, tag, where);
    struct dce_body *kept = ARENA_NEW(scan->nodes, struct dce_body);

    *kept = body;
    t->body = kept;
    return t;
}

void dce_type_add_word(struct dce_type *type, unsigned word)
{
    if (word == DCE_WORD_LONG && (type->words & DCE_WORD_LONG))
        word = DCE_WORD_LONG_LONG;
    if (type->words & word)
        type->repeated = true;
    type->words |= word;
}

struct dce_field *dce_field_make(struct dce_scan *scan,
                                 struct dce_attr_list attrs,
                                 const struct dce_type *type,
                                 struct dce_declarator_list declarators,
                                 struct source_range where)
{
    struct dce_field *f = ARENA_NEW(scan->nodes, struct dce_field);

    f->attrs = attrs;
    f->type = type;
    f->declarators = declarators;
    f->doc = dce_doc(scan, where);
    f->where = where;
    return f;
}

struct dce_item *dce_acs_include(struct dce_scan *scan, const char *word,
                                 struct source_range where,
                                 const struct dce_expr *name)
{
    struct dce_item *i;

    if (strcmp(word, "include") != 0) {
        const char *wanted = "'include'";

        dce_syntax_error(scan, where, false, &wanted, 1);
    }
    i = dce_item_make(scan, DCE_ITEM_INCLUDE, (struct dce_attr_list){0},
                      name->where);
    i->value = name;
    return i;
}

struct dce_item *dce_item_make(struct dce_scan *scan, enum dce_item_kind kind,
                               struct dce_attr_list attrs,
                               struct source_range where)
{
    struct dce_item *i = ARENA_NEW(scan->nodes, struct dce_item);

    i->kind = kind;
    i->attrs = attrs;
    i->doc = dce_doc(scan, where);
    i->where = where;
    return i;
}
