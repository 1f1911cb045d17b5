/* --dump=ast: the tree, one node a line, indented by depth. */
#include <stdio.h>

#include "syntax/dce/dce_ast.h"
#include "syntax/syntax.h"

static void dump_type(const struct dce_type *t, int depth);
static void dump_items(const struct dce_item *items, int depth);
static void dump_fields(const struct dce_field *fields, const char *word,
                        int depth);

static void line(int depth, const char *word, const char *name)
{
    printf("%*s%s%s%s\n", 2 * depth, "", word, name ? " " : "",
           name ? name : "");
}

static const char *op_text(enum dce_op op)
{
    static const char *const texts[] = {
        "+",  "-",  "~",  "!", "*",  "+",  "-",    "*",     "/",
        "%",  "<<", ">>", "&", "|",  "^",  "&&",   "||",    "==",
        "!=", "<",  "<=", ">", ">=", "?:", "cast", "sizeof"};

    return texts[op];
}

static void dump_expr(const struct dce_expr *e)
{
    switch (e->kind) {
    case DCE_EXPR_INT:
    case DCE_EXPR_FLOAT:
        printf("%.*s", (int)e->len, e->text);
        break;
    case DCE_EXPR_CHAR:
        printf("%s'\\x%x'", e->wide ? "L" : "", (unsigned)e->code);
        break;
    case DCE_EXPR_STRING:
        printf("%s\"", e->wide ? "L" : "");
        for (size_t i = 0; i < e->len; i++)
            printf(e->text[i] >= ' ' && e->text[i] != '"' ? "%c" : "\\x%02x",
                   (unsigned char)e->text[i]);
        printf("\"");
        break;
    case DCE_EXPR_TRUE:
        printf("TRUE");
        break;
    case DCE_EXPR_FALSE:
        printf("FALSE");
        break;
    case DCE_EXPR_NULL:
        printf("NULL");
        break;
    case DCE_EXPR_NAME:
        printf("%s", e->text);
        break;
    case DCE_EXPR_OP:
        printf("(%s", op_text(e->op));
        if (e->type)
            printf(" type %s", e->type->name.text ? e->type->name.text : "");
        for (int i = 0; i < 3 && e->operand[i]; i++) {
            printf(" ");
            dump_expr(e->operand[i]);
        }
        printf(")");
        break;
    }
}

static void dump_args(const struct dce_arg_list *args)
{
    const char *before = "(";

    for (const struct dce_arg *a = args->first; a; a = a->next) {
        printf("%s", before);
        before = ", ";
        if (a->kind == DCE_ARG_EXPR)
            dump_expr(a->expr);
        else if (a->kind == DCE_ARG_TEXT)
            printf("%.*s", (int)a->len, a->text);
        else if (a->kind == DCE_ARG_TYPE)
            printf("type %s", a->type->name.text ? a->type->name.text : "");
    }
    printf(")");
}

static void dump_attrs(const struct dce_attr_list *list, int depth)
{
    for (const struct dce_attr *a = list->first; a; a = a->next) {
        printf("%*sattribute %s%s%s", 2 * depth, "", a->space ? a->space : "",
               a->space ? "::" : "", a->name);
        if (a->has_args)
            dump_args(&a->args);
        printf("\n");
    }
}

static void dump_bound(const struct dce_declarator *d)
{
    printf("[");
    if (d->bound == DCE_BOUND_STAR)
        printf("*");
    if (d->bound == DCE_BOUND_RANGE) {
        if (d->lower)
            dump_expr(d->lower);
        else
            printf("*");
        printf("..");
    }
    if (d->upper)
        dump_expr(d->upper);
    else if (d->bound == DCE_BOUND_RANGE)
        printf("*");
    printf("]");
}

static void dump_declarator(const struct dce_declarator *d, int depth)
{
    const struct dce_field *params = NULL;
    const struct dce_declarator *end = dce_declarator_end(d);

    printf("%*sdeclarator %s", 2 * depth, "",
           end->name ? end->name : "without a name");
    for (; d != end; d = d->inner) {
        if (d->kind == DCE_DECLARATOR_POINTER) {
            printf(" pointer");
        } else if (d->kind == DCE_DECLARATOR_ARRAY) {
            printf(" array ");
            dump_bound(d);
        } else {
            printf(" function");
            params = d->params;
        }
    }
    printf("\n");
    dump_fields(params, "parameter", depth + 1);
}

static void dump_fields(const struct dce_field *fields, const char *word,
                        int depth)
{
    for (const struct dce_field *f = fields; f; f = f->next) {
        line(depth, word, NULL);
        for (const struct dce_arg *a = f->labels.first; a; a = a->next) {
            printf("%*slabel ", 2 * depth + 2, "");
            if (a->expr)
                dump_expr(a->expr);
            else
                printf("default");
            printf("\n");
        }
        dump_attrs(&f->attrs, depth + 1);
        if (f->type)
            dump_type(f->type, depth + 1);
        for (const struct dce_declarator *d = f->declarators.first; d;
             d = d->next)
            dump_declarator(d, depth + 1);
    }
}

static const char *const words[] = {"signed",      "unsigned",
                                    "small",       "short",
                                    "long",        "hyper",
                                    "int",         "char",
                                    "wchar_t",     "boolean",
                                    "byte",        "void",
                                    "float",       "double",
                                    "handle_t",    "error_status_t",
                                    "ISO_LATIN_1", "ISO_MULTI_LINGUAL",
                                    "ISO_UCS",     "__int8",
                                    "__int16",     "__int32",
                                    "__int64",     "long"};

static void dump_words(const struct dce_type *t, int depth)
{
    printf("%*stype", 2 * depth, "");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (t->words & (1u << i))
            printf(" %s", words[i]);
    printf("\n");
}

static void dump_union(const struct dce_body *body, int depth)
{
    if (body->switch_type) {
        line(depth + 1, "switch", body->switch_name.text);
        dump_type(body->switch_type, depth + 2);
    }
    dump_fields(body->fields.first, "arm", depth + 1);
}

static void dump_enumerators(const struct dce_enumerator *e, int depth)
{
    for (; e; e = e->next) {
        printf("%*senumerator %s", 2 * depth + 2, "", e->name.text);
        if (e->value) {
            printf(" = ");
            dump_expr(e->value);
        }
        printf("\n");
    }
}

static void dump_type(const struct dce_type *t, int depth)
{
    switch (t->kind) {
    case DCE_TYPE_WORDS:
        dump_words(t, depth);
        break;
    case DCE_TYPE_NAME:
        line(depth, "type", t->name.text);
        break;
    case DCE_TYPE_STRUCT:
        line(depth, "struct", t->name.text);
        if (t->body)
            dump_fields(t->body->fields.first, "member", depth + 1);
        break;
    case DCE_TYPE_UNION:
        line(depth, "union", t->name.text);
        if (t->body)
            dump_union(t->body, depth);
        break;
    case DCE_TYPE_ENUM:
        line(depth, "enum", t->name.text);
        if (t->body)
            dump_enumerators(t->body->enumerators.first, depth);
        break;
    case DCE_TYPE_COM:
        line(depth, "com", t->name.text);
        break;
    case DCE_TYPE_PIPE:
        line(depth, "pipe", NULL);
        dump_type(t->element, depth + 1);
        break;
    }
}

static const char *item_word(enum dce_item_kind kind)
{
    static const char *const names[] = {"import",    "const",
                                        "typedef",   "declaration",
                                        "interface", "forward interface",
                                        "include", "cpp_quote",
                                        "com"};

    return names[kind];
}

static void dump_items(const struct dce_item *items, int depth)
{
    for (const struct dce_item *i = items; i; i = i->next) {
        line(depth, item_word(i->kind), i->name.text);
        dump_attrs(&i->attrs, depth + 1);
        if (i->base.text)
            line(depth + 1, "base", i->base.text);
        if (i->type)
            dump_type(i->type, depth + 1);
        for (const struct dce_declarator *d = i->declarators.first; d;
             d = d->next)
            dump_declarator(d, depth + 1);
        if (i->value) {
            printf("%*svalue ", 2 * depth + 2, "");
            dump_expr(i->value);
            printf("\n");
        }
        dump_items(i->body, depth + 1);
    }
}

void dce_dump(const struct dce_unit *unit)
{
    dump_items(unit->items, 0);
}
