/*
 * --dump=ir: the model as text, close to IDL but resolved: every type says
 * how it moves, every constant is a value.
 */
#include "ir/ir.h"

#include <inttypes.h>
#include <stdio.h>

static void print_type(const struct ir_type *t);

static void print_text(const struct ir_value *v)
{
    size_t i;

    if (v->wide) {
        printf("L\"");
        for (i = 0; i < v->len; i++)
            printf("\\u%04" PRIx32, v->wide[i]);
        putchar('"');
        return;
    }
    putchar('"');
    for (i = 0; i < v->len; i++) {
        unsigned char c = (unsigned char)v->text[i];

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            printf("\\x%02x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void print_value(const struct ir_value *v)
{
    switch (v->kind) {
    case IR_VALUE_INT:
        if (v->negative)
            printf("%" PRId64, v->i);
        else
            printf("%" PRIu64, v->u);
        break;
    case IR_VALUE_FLOAT:
        printf("%.21Lg", v->f);
        break;
    case IR_VALUE_BOOLEAN:
        printf(v->boolean ? "TRUE" : "FALSE");
        break;
    case IR_VALUE_CHAR:
        printf("'\\x%" PRIx64 "'", v->u);
        break;
    case IR_VALUE_STRING:
        print_text(v);
        break;
    case IR_VALUE_FIXED:
        printf("%sd", v->text);
        break;
    case IR_VALUE_ENUM:
        printf("%s", v->enumerator->scoped);
        break;
    }
}

/* ---- expressions -------------------------------------------------------- */

static const char *operator_of(enum ir_expr_kind kind)
{
    static const char *const words[] = {
        [IR_EXPR_DEREF] = "*", [IR_EXPR_NEG] = "-",  [IR_EXPR_NOT] = "~",
        [IR_EXPR_LNOT] = "!",  [IR_EXPR_ADD] = "+",  [IR_EXPR_SUB] = "-",
        [IR_EXPR_MUL] = "*",   [IR_EXPR_DIV] = "/",  [IR_EXPR_MOD] = "%",
        [IR_EXPR_SHL] = "<<",  [IR_EXPR_SHR] = ">>", [IR_EXPR_AND] = "&",
        [IR_EXPR_OR] = "|",    [IR_EXPR_XOR] = "^",  [IR_EXPR_LAND] = "&&",
        [IR_EXPR_LOR] = "||",  [IR_EXPR_EQ] = "==",  [IR_EXPR_NE] = "!=",
        [IR_EXPR_LT] = "<",    [IR_EXPR_LE] = "<=",  [IR_EXPR_GT] = ">",
        [IR_EXPR_GE] = ">=",   [IR_EXPR_COND] = "?",
    };

    return words[kind];
}

static void print_expr(const struct ir_expr *e)
{
    int i;

    if (e->kind == IR_EXPR_CONST) {
        printf("%" PRId64, e->value);
        return;
    }
    if (e->kind == IR_EXPR_FIELD) {
        printf("%s", e->field);
        return;
    }
    printf("(%s", operator_of(e->kind));
    for (i = 0; i < 3 && e->operand[i]; i++) {
        putchar(' ');
        print_expr(e->operand[i]);
    }
    putchar(')');
}

static void print_extent(const char *word, const struct ir_expr *e)
{
    if (!e)
        return;
    printf(", %s=", word);
    print_expr(e);
}

/* ---- types -------------------------------------------------------------- */

static void print_bound(uint64_t bound)
{
    if (bound > 0)
        printf("<%" PRIu64 ">", bound);
}

static void print_sized(const struct ir_type *t)
{
    printf("sized<");
    print_type(t->element);
    if (t->sized.capacity > 0)
        printf(", capacity=%" PRIu64, t->sized.capacity);
    print_extent("size", t->sized.size);
    print_extent("first", t->sized.first);
    print_extent("length", t->sized.length);
    putchar('>');
}

static void print_ranged(const struct ir_type *t)
{
    if (t->min || t->max) {
        printf("@range(");
        if (t->min)
            print_value(t->min);
        printf("..");
        if (t->max)
            print_value(t->max);
        printf(") ");
    }
    if (t->shared)
        printf("@shared ");
    if (t->region)
        printf("@region ");
    print_type(t->element);
}

static const char *pointer_word(enum ir_pointer_class c)
{
    switch (c) {
    case IR_REF:
        return "ref";
    case IR_UNIQUE:
        return "unique";
    case IR_FULL:
        break;
    }
    return "full";
}

static void print_sequence(const struct ir_type *t)
{
    printf("%s<", ir_kind_name(t->kind));
    if (t->key) {
        print_type(t->key);
        printf(", ");
    }
    print_type(t->element);
    if (t->bound > 0)
        printf(", %" PRIu64, t->bound);
    putchar('>');
}

/* What the type is, whether it has a name or not. */
static void print_shape(const struct ir_type *t)
{
    switch (t->kind) {
    case IR_STRING:
    case IR_WSTRING:
        printf("%s", ir_kind_name(t->kind));
        print_bound(t->bound);
        if (t->size > 0)
            printf("[%" PRIu64 "]", t->size);
        break;
    case IR_SEQUENCE:
    case IR_MAP:
        print_sequence(t);
        break;
    case IR_ARRAY:
        printf("array<");
        print_type(t->element);
        printf(", %" PRIu64 ">", t->size);
        break;
    case IR_SIZED:
        print_sized(t);
        break;
    case IR_SWITCHED:
        printf("switched<");
        print_type(t->element);
        print_extent("switch", t->switch_is);
        putchar('>');
        break;
    case IR_RANGED:
        print_ranged(t);
        break;
    case IR_POINTER:
        printf("%s<", pointer_word(t->pointer));
        print_type(t->element);
        putchar('>');
        break;
    case IR_FIXED:
        printf("fixed<%u, %u>", t->digits, t->scale);
        break;
    case IR_OBJECT:
        printf("%s", t->interface ? t->interface->name->scoped : "Object");
        break;
    default:
        printf("%s", ir_kind_name(t->kind));
        break;
    }
}

static void print_type(const struct ir_type *t)
{
    if (t->name)
        printf("%s", t->name->scoped);
    else
        print_shape(t);
}

/* ---- declarations ------------------------------------------------------- */

static void print_members(const struct ir_type *t)
{
    size_t i;

    printf(" {\n");
    for (i = 0; i < t->member_count; i++) {
        const struct ir_member *m = &t->members[i];

        printf("    %s", m->key ? "@key " : "");
        print_type(m->type);
        printf(" %s", m->name ? m->name : "");
        if (m->bits > 0)
            printf(" : %u", m->bits);
        printf(";\n");
    }
    printf("}");
}

static void print_arms(const struct ir_type *t)
{
    size_t i, n;

    printf(" switch (");
    print_type(t->discriminator);
    printf(") {\n");
    for (i = 0; i < t->arm_count; i++) {
        const struct ir_arm *a = &t->arms[i];

        printf("   ");
        for (n = 0; n < a->label_count; n++) {
            printf(" case ");
            print_value(&a->labels[n]);
            putchar(':');
        }
        if (a->is_default)
            printf(" default:");
        putchar(' ');
        print_type(a->type);
        printf("%s%s;\n", a->name ? " " : "", a->name ? a->name : "");
    }
    printf("}");
}

static void print_enumerators(const struct ir_type *t)
{
    size_t i;

    printf(" : %u {\n", t->wire_bits);
    for (i = 0; i < t->enumerator_count; i++)
        printf("    %s = %" PRId64 "\n", t->enumerators[i].name,
               t->enumerators[i].value);
    printf("}");
}

static void print_name(const struct ir_name *name)
{
    printf(" %s", name->scoped);
    if (name->repository_id)
        printf(" \"%s\"", name->repository_id);
}

static void print_declaration(const struct ir_type *t)
{
    printf("%s", t->is_exception ? "exception" : ir_kind_name(t->kind));
    if (t->name)
        print_name(t->name);
    switch (t->kind) {
    case IR_STRUCT:
    case IR_BITSET:
        print_members(t);
        break;
    case IR_UNION:
        print_arms(t);
        break;
    case IR_ENUM:
    case IR_BITMASK:
        print_enumerators(t);
        break;
    case IR_ALIAS:
        printf(" = ");
        print_type(t->element);
        break;
    default:
        break;
    }
    printf(";\n");
}

static const char *direction_word(enum ir_direction d)
{
    switch (d) {
    case IR_IN:
        return "in";
    case IR_OUT:
        return "out";
    case IR_INOUT:
        break;
    }
    return "inout";
}

static void print_operation(const struct ir_operation *op)
{
    size_t i;

    printf("    %u: %s", op->number, op->oneway ? "oneway " : "");
    if (op->idempotent)
        printf("idempotent ");
    print_type(op->result);
    printf(" %s(", op->name);
    for (i = 0; i < op->param_count; i++) {
        const struct ir_param *p = &op->params[i];

        printf("%s%s ", i > 0 ? ", " : "", direction_word(p->direction));
        print_type(p->type);
        printf(" %s", p->name);
        if (p->max_of != SIZE_MAX && p->max_of < op->param_count)
            printf(" @max_of(%s)", op->params[p->max_of].name);
    }
    putchar(')');
    for (i = 0; i < op->raise_count; i++)
        printf("%s%s", i > 0 ? ", " : " raises ", op->raises[i]->name->scoped);
    if (op->deadline_ms > 0)
        printf(" @deadline(%" PRIu32 ")", op->deadline_ms);
    printf(";\n");
}

static void print_interface(const struct ir_interface *i)
{
    size_t n;

    printf("%s%sinterface", i->local ? "local " : "",
           i->abstract ? "abstract " : "");
    print_name(i->name);
    printf(" %u.%u", i->major, i->minor);
    for (n = 0; n < i->base_count; n++)
        printf("%s%s", n > 0 ? ", " : " : ", i->bases[n]->name->scoped);
    if (i->label)
        printf(" @label(\"%s\")", i->label);
    if (i->deadline_ms > 0)
        printf(" @deadline(%" PRIu32 ")", i->deadline_ms);
    printf(" {\n");
    for (n = 0; n < i->operation_count; n++)
        print_operation(&i->operations[n]);
    printf("} flat %zu;\n", i->flat_count);
}

void ir_dump(const struct ir_unit *unit)
{
    size_t i;

    for (i = 0; i < unit->decl_count; i++) {
        const struct ir_decl *d = &unit->decls[i];

        if (!d->in_main_file)
            printf("included ");
        switch (d->kind) {
        case IR_DECL_TYPE:
            print_declaration(d->type);
            break;
        case IR_DECL_CONST:
            printf("const ");
            print_type(d->constant->type);
            printf(" %s = ", d->constant->name->scoped);
            print_value(&d->constant->value);
            printf(";\n");
            break;
        case IR_DECL_INTERFACE:
            print_interface(d->interface);
            break;
        case IR_DECL_INCLUDE:
            printf("include \"%s\";\n", d->include);
            break;
        }
    }
}
