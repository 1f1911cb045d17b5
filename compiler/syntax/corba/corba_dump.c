/*
 * --dump=ast: the tree as written, one node a line, with its place.
 */
#include "syntax/corba/corba_ast.h"

#include <inttypes.h>
#include <stdio.h>

#include "syntax/syntax.h"

static void print_decl(const struct corba_decl *d, unsigned depth);
static void print_type(const struct corba_type *t);

static void indent(unsigned depth)
{
    while (depth-- > 0)
        fputs("  ", stdout);
}

static void print_scoped(const struct corba_scoped_name *n)
{
    const struct corba_ident *part;

    for (part = n->first; part; part = part->next)
        printf("%s%s", part != n->first || n->absolute ? "::" : "", part->text);
}

static void print_names(const char *word, const struct corba_scoped_name *n)
{
    const char *before = word;

    for (; n; n = n->next) {
        printf("%s", before);
        print_scoped(n);
        before = ", ";
    }
}

/* ---- expressions -------------------------------------------------------- */

static void print_octets(const char *text, size_t len)
{
    size_t i;

    putchar('"');
    for (i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
            printf("\\x%02x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_wide(const uint32_t *wide, size_t len)
{
    size_t i;

    fputs("L\"", stdout);
    for (i = 0; i < len; i++)
        printf("\\u%04" PRIx32, wide[i]);
    putchar('"');
}

static const char *operator_text(char op)
{
    static char text[2]; /* one operator and its NUL */

    if (op == 'L')
        return "<<";
    if (op == 'R')
        return ">>";
    text[0] = op;
    return text;
}

static void print_expr(const struct corba_expr *e)
{
    switch (e->kind) {
    case CORBA_EXPR_INTEGER:
        printf("%" PRIu64, e->integer);
        break;
    case CORBA_EXPR_FLOAT:
        printf("%s", e->text);
        break;
    case CORBA_EXPR_FIXED:
        printf("%sd", e->text);
        break;
    case CORBA_EXPR_CHAR:
        printf("'\\x%02" PRIx64 "'", e->integer);
        break;
    case CORBA_EXPR_WCHAR:
        printf("L'\\u%04" PRIx64 "'", e->integer);
        break;
    case CORBA_EXPR_STRING:
        print_octets(e->text, e->len);
        break;
    case CORBA_EXPR_WSTRING:
        print_wide(e->wide, e->len);
        break;
    case CORBA_EXPR_BOOLEAN:
        fputs(e->integer ? "TRUE" : "FALSE", stdout);
        break;
    case CORBA_EXPR_NAME:
        print_scoped(e->name);
        break;
    case CORBA_EXPR_UNARY:
        printf("(%c ", e->op);
        print_expr(e->left);
        putchar(')');
        break;
    case CORBA_EXPR_BINARY:
        putchar('(');
        print_expr(e->left);
        printf(" %s ", operator_text(e->op));
        print_expr(e->right);
        putchar(')');
        break;
    }
}

/* ---- types -------------------------------------------------------------- */

static const char *type_word(enum corba_type_kind kind)
{
    static const char *const words[] = {
        [CORBA_TYPE_VOID] = "void",
        [CORBA_TYPE_BOOLEAN] = "boolean",
        [CORBA_TYPE_CHAR] = "char",
        [CORBA_TYPE_WCHAR] = "wchar",
        [CORBA_TYPE_OCTET] = "octet",
        [CORBA_TYPE_SHORT] = "short",
        [CORBA_TYPE_UNSIGNED_SHORT] = "unsigned short",
        [CORBA_TYPE_LONG] = "long",
        [CORBA_TYPE_UNSIGNED_LONG] = "unsigned long",
        [CORBA_TYPE_LONG_LONG] = "long long",
        [CORBA_TYPE_UNSIGNED_LONG_LONG] = "unsigned long long",
        [CORBA_TYPE_FLOAT] = "float",
        [CORBA_TYPE_DOUBLE] = "double",
        [CORBA_TYPE_LONG_DOUBLE] = "long double",
        [CORBA_TYPE_ANY] = "any",
        [CORBA_TYPE_OBJECT] = "Object",
        [CORBA_TYPE_VALUE_BASE] = "ValueBase",
        [CORBA_TYPE_STRING] = "string",
        [CORBA_TYPE_WSTRING] = "wstring",
        [CORBA_TYPE_SEQUENCE] = "sequence",
        [CORBA_TYPE_MAP] = "map",
        [CORBA_TYPE_FIXED] = "fixed",
        [CORBA_TYPE_NAME] = "name",
        [CORBA_TYPE_INLINE] = "inline",
    };

    return words[kind];
}

static void print_annotations(const struct corba_annotation *a)
{
    const struct corba_annotation_arg *arg;

    for (; a; a = a->next) {
        putchar('@');
        print_scoped(a->name);
        for (arg = a->args; arg; arg = arg->next) {
            putchar(arg == a->args ? '(' : ',');
            if (arg->name)
                printf("%s=", arg->name->text);
            print_expr(arg->value);
        }
        fputs(a->args ? ") " : " ", stdout);
    }
}

static void print_parts(const struct corba_type *t)
{
    if (t->kind == CORBA_TYPE_MAP) {
        print_type(t->key);
        fputs(", ", stdout);
    }
    if (t->kind == CORBA_TYPE_MAP || t->kind == CORBA_TYPE_SEQUENCE)
        print_type(t->element);
    if (t->kind == CORBA_TYPE_FIXED) {
        print_expr(t->digits);
        fputs(", ", stdout);
        print_expr(t->scale);
    }
}

static bool has_parts(const struct corba_type *t)
{
    return t->kind == CORBA_TYPE_MAP || t->kind == CORBA_TYPE_SEQUENCE ||
           (t->kind == CORBA_TYPE_FIXED && t->digits);
}

static void print_type(const struct corba_type *t)
{
    print_annotations(t->annotations);
    if (t->kind == CORBA_TYPE_NAME) {
        print_scoped(t->name);
        return;
    }
    if (t->kind == CORBA_TYPE_INLINE) {
        printf("{%s}", t->decl->name->text);
        return;
    }
    fputs(type_word(t->kind), stdout);
    if (!has_parts(t) && !t->bound)
        return;
    putchar('<');
    if (has_parts(t))
        print_parts(t);
    if (t->bound) {
        fputs(has_parts(t) ? ", " : "", stdout);
        print_expr(t->bound);
    }
    putchar('>');
}

/* ---- declarations ------------------------------------------------------- */

static const char *decl_word(enum corba_decl_kind kind)
{
    static const char *const words[] = {
        [CORBA_MODULE] = "module",
        [CORBA_INTERFACE] = "interface",
        [CORBA_INTERFACE_FORWARD] = "forward interface",
        [CORBA_TYPEDEF] = "typedef",
        [CORBA_STRUCT] = "struct",
        [CORBA_STRUCT_FORWARD] = "forward struct",
        [CORBA_UNION] = "union",
        [CORBA_UNION_FORWARD] = "forward union",
        [CORBA_EXCEPTION] = "exception",
        [CORBA_ENUM] = "enum",
        [CORBA_BITMASK] = "bitmask",
        [CORBA_BITSET] = "bitset",
        [CORBA_NATIVE] = "native",
        [CORBA_CONST] = "const",
        [CORBA_MEMBER] = "member",
        [CORBA_CASE] = "case",
        [CORBA_BITFIELD] = "bitfield",
        [CORBA_ATTRIBUTE] = "attribute",
        [CORBA_OPERATION] = "operation",
        [CORBA_VALUE] = "valuetype",
        [CORBA_VALUE_FORWARD] = "forward valuetype",
        [CORBA_VALUE_BOX] = "value box",
        [CORBA_FACTORY] = "factory",
        [CORBA_TYPEID] = "typeid",
        [CORBA_TYPEPREFIX] = "typeprefix",
        [CORBA_IMPORT] = "import",
        [CORBA_ANNOTATION] = "annotation",
        [CORBA_ANNOTATION_MEMBER] = "annotation member",
        [CORBA_UNSUPPORTED] = "unsupported",
    };

    return words[kind];
}

static void print_flags(const struct corba_decl *d)
{
    if (d->local)
        fputs("local ", stdout);
    if (d->abstract)
        fputs("abstract ", stdout);
    if (d->custom)
        fputs("custom ", stdout);
    if (d->readonly)
        fputs("readonly ", stdout);
    if (d->oneway)
        fputs("oneway ", stdout);
}

static void print_exprs(const char *word, const struct corba_expr *e)
{
    for (; e; e = e->next) {
        printf(" %s ", word);
        print_expr(e);
    }
}

static void print_declarators(const struct corba_decl *d)
{
    const struct corba_declarator *name;
    const struct corba_expr *e;

    for (name = d->declarators; name; name = name->next) {
        putchar(' ');
        print_annotations(name->annotations);
        fputs(name->name->text, stdout);
        for (e = name->dimensions; e; e = e->next) {
            putchar('[');
            print_expr(e);
            putchar(']');
        }
    }
}

static void print_value(const struct corba_expr *e)
{
    if (!e)
        return;
    fputs(" = ", stdout);
    print_expr(e);
}

static void print_target(const struct corba_decl *d)
{
    if (d->target) {
        putchar(' ');
        print_scoped(d->target);
    }
    if (d->text)
        printf(" \"%s\"", d->text);
}

/* What stands on the declaration's own line, behind its name and type. */
static void print_details(const struct corba_decl *d)
{
    switch (d->kind) {
    case CORBA_INTERFACE:
    case CORBA_STRUCT:
    case CORBA_BITSET:
        print_names(" : ", d->bases);
        break;
    case CORBA_VALUE:
        print_names(" : ", d->bases);
        print_names(" supports ", d->supports);
        break;
    case CORBA_TYPEDEF:
    case CORBA_MEMBER:
    case CORBA_ENUM:
    case CORBA_BITMASK:
        print_declarators(d);
        break;
    case CORBA_CASE:
        print_declarators(d);
        print_exprs("case", d->labels);
        fputs(d->has_default ? " default" : "", stdout);
        break;
    case CORBA_BITFIELD:
        print_declarators(d);
        print_value(d->value);
        break;
    case CORBA_CONST:
    case CORBA_ANNOTATION_MEMBER:
        print_value(d->value);
        break;
    case CORBA_ATTRIBUTE:
        print_declarators(d);
        print_names(" raises ", d->raises);
        print_names(" setraises ", d->set_raises);
        break;
    case CORBA_OPERATION:
    case CORBA_FACTORY:
        print_names(" raises ", d->raises);
        print_exprs("context", d->contexts);
        break;
    case CORBA_TYPEID:
    case CORBA_TYPEPREFIX:
    case CORBA_IMPORT:
    case CORBA_UNSUPPORTED:
        print_target(d);
        break;
    case CORBA_MODULE:
    case CORBA_INTERFACE_FORWARD:
    case CORBA_STRUCT_FORWARD:
    case CORBA_UNION:
    case CORBA_UNION_FORWARD:
    case CORBA_EXCEPTION:
    case CORBA_NATIVE:
    case CORBA_VALUE_FORWARD:
    case CORBA_VALUE_BOX:
    case CORBA_ANNOTATION:
        break;
    }
}

static void print_params(const struct corba_param *p, unsigned depth)
{
    static const char *const words[] = {
        [CORBA_IN] = "in", [CORBA_OUT] = "out", [CORBA_INOUT] = "inout"};

    for (; p; p = p->next) {
        indent(depth);
        print_annotations(p->annotations);
        printf("%s ", words[p->direction]);
        print_type(p->type);
        printf(" %s\n", p->name->text);
    }
}

static void print_decls(const struct corba_decl *d, unsigned depth)
{
    for (; d; d = d->next)
        print_decl(d, depth);
}

/* What stands on lines of its own below the declaration. */
static void print_inside(const struct corba_decl *d, unsigned depth)
{
    if (d->type && d->type->kind == CORBA_TYPE_INLINE)
        print_decl(d->type->decl, depth);
    switch (d->kind) {
    case CORBA_OPERATION:
    case CORBA_FACTORY:
        print_params(d->params, depth);
        break;
    case CORBA_MODULE:
    case CORBA_INTERFACE:
    case CORBA_STRUCT:
    case CORBA_UNION:
    case CORBA_EXCEPTION:
    case CORBA_BITSET:
    case CORBA_VALUE:
    case CORBA_ANNOTATION:
        print_decls(d->body, depth);
        break;
    default:
        break;
    }
}

static void print_decl(const struct corba_decl *d, unsigned depth)
{
    indent(depth);
    printf("%" PRIu32 ":%" PRIu32 " ", d->where.start.line,
           d->where.start.column);
    print_annotations(d->annotations);
    print_flags(d);
    fputs(decl_word(d->kind), stdout);
    if (d->name)
        printf(" %s", d->name->text);
    if (d->type) {
        putchar(' ');
        print_type(d->type);
    }
    print_details(d);
    putchar('\n');
    print_inside(d, depth + 1);
}

void corba_dump(const struct corba_unit *unit)
{
    const struct corba_event *e;

    for (e = unit->events; e; e = e->next) {
        printf("%" PRIu32 " ", e->where.start.line);
        switch (e->kind) {
        case CORBA_EVENT_ENTER:
            printf("enter \"%s\"\n", e->context->file->name);
            break;
        case CORBA_EVENT_LEAVE:
            printf("back in \"%s\"\n", e->context->file->name);
            break;
        case CORBA_EVENT_PREFIX:
            printf("prefix \"%s\"\n", e->text);
            break;
        case CORBA_EVENT_ID:
            fputs("ID ", stdout);
            print_scoped(e->target);
            printf(" \"%s\"\n", e->text);
            break;
        case CORBA_EVENT_VERSION:
            fputs("version ", stdout);
            print_scoped(e->target);
            printf(" %u.%u\n", e->major, e->minor);
            break;
        }
    }
    print_decls(unit->body, 0);
}
