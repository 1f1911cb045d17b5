#include "build.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct session *build_session;

static FILE *diagnostics;
static char *reported;
static size_t reported_len;

void build_setup(void)
{
    diagnostics = open_memstream(&reported, &reported_len);
    build_session = session_create(diagnostics);
}

void build_teardown(void)
{
    session_destroy(build_session);
    fclose(diagnostics);
    free(reported);
}

const char *build_reported(void)
{
    fflush(diagnostics);
    return reported;
}

/* ---- places and names --------------------------------------------------- */

/* Every node has a line of its own: repeats at one place are dropped. */
static struct source_range somewhere(void)
{
    static uint32_t line;
    static const struct source_range nowhere;
    struct source_range where = {{NULL, "x\n", 1, 1}, 1};

    where.start.line = ++line;
    where.start.context = source_begin(build_session, "t.idl", nowhere);
    return where;
}

static const struct ir_name *name_of(const char *scoped, const char *id)
{
    struct arena *a = build_session->arena;
    struct ir_name *n = ARENA_NEW(a, struct ir_name);
    const char *colon = strrchr(scoped, ':');

    n->simple = colon ? colon + 1 : scoped;
    n->scoped = scoped;
    n->repository_id = id ? id : arena_printf(a, "IDL:%s:1.0", scoped);
    n->where = somewhere();
    n->in_main_file = true;
    n->file = "t.idl";
    return n;
}

/* ---- types -------------------------------------------------------------- */

struct ir_type *build_type(enum ir_kind kind)
{
    struct ir_type *t = ARENA_NEW(build_session->arena, struct ir_type);

    t->kind = kind;
    t->where = somewhere();
    return t;
}

struct ir_type *build_enum(size_t count)
{
    struct ir_type *t = build_type(IR_ENUM);
    size_t i;

    t->wire_bits = 32;
    t->enumerator_count = count;
    t->enumerators =
        ARENA_ARRAY(build_session->arena, count, struct ir_enumerator);
    for (i = 0; i < count; i++)
        t->enumerators[i].value = (int64_t)i;
    return t;
}

static struct ir_type *of(enum ir_kind kind, const struct ir_type *element)
{
    struct ir_type *t = build_type(kind);

    t->element = element;
    return t;
}

struct ir_type *build_string(uint64_t bound)
{
    struct ir_type *t = build_type(IR_STRING);

    t->bound = bound;
    return t;
}

struct ir_type *build_sequence(const struct ir_type *element, uint64_t bound)
{
    struct ir_type *t = of(IR_SEQUENCE, element);

    t->bound = bound;
    return t;
}

struct ir_type *build_array(const struct ir_type *element, uint64_t size)
{
    struct ir_type *t = of(IR_ARRAY, element);

    t->size = size;
    return t;
}

struct ir_type *build_pointer(const struct ir_type *element,
                              enum ir_pointer_class pointer)
{
    struct ir_type *t = of(IR_POINTER, element);

    t->pointer = pointer;
    return t;
}

static const struct ir_value *number(uint64_t value)
{
    struct ir_value *v = ARENA_NEW(build_session->arena, struct ir_value);

    v->kind = IR_VALUE_INT;
    v->u = value;
    v->i = (int64_t)value;
    return v;
}

struct ir_type *build_range(const struct ir_type *element, uint64_t min,
                            uint64_t max)
{
    struct ir_type *t = of(IR_RANGED, element);

    t->min = number(min);
    t->max = number(max);
    return t;
}

struct ir_type *build_alias(const char *name, const struct ir_type *element)
{
    struct ir_type *t = of(IR_ALIAS, element);

    t->name = name_of(name, NULL);
    return t;
}

void build_members(struct ir_type *t, const struct ir_type *const *types,
                   size_t count)
{
    struct arena *a = build_session->arena;
    size_t i;

    t->members = ARENA_ARRAY(a, count, struct ir_member);
    t->member_count = count;
    for (i = 0; i < count; i++) {
        t->members[i].name = arena_printf(a, "%c", (int)('a' + i));
        t->members[i].type = types[i];
        t->members[i].where = somewhere();
    }
}

#define MOST_PARTS 16

static size_t collect(const struct ir_type **types, va_list args)
{
    size_t count = 0;
    const struct ir_type *t;

    while ((t = va_arg(args, const struct ir_type *)) != NULL &&
           count < MOST_PARTS)
        types[count++] = t;
    return count;
}

struct ir_type *build_struct(const char *name, ...)
{
    struct ir_type *t = build_type(IR_STRUCT);
    const struct ir_type *types[MOST_PARTS];
    va_list args;

    va_start(args, name);
    build_members(t, types, collect(types, args));
    va_end(args);
    t->name = name_of(name, NULL);
    return t;
}

struct ir_type *build_union(const char *name, const struct ir_type *tag, ...)
{
    struct ir_type *t = build_type(IR_UNION);
    const struct ir_type *types[MOST_PARTS];
    va_list args;
    size_t i;

    va_start(args, tag);
    t->arm_count = collect(types, args);
    va_end(args);
    t->name = name_of(name, NULL);
    t->discriminator = tag;
    t->encapsulated = true;
    t->arms = ARENA_ARRAY(build_session->arena, t->arm_count, struct ir_arm);
    for (i = 0; i < t->arm_count; i++) {
        t->arms[i].name =
            arena_printf(build_session->arena, "%c", (int)('a' + i));
        t->arms[i].type = types[i];
        t->arms[i].labels = number(i);
        t->arms[i].label_count = 1;
        t->arms[i].where = somewhere();
    }
    return t;
}

/* ---- sizes -------------------------------------------------------------- */

struct ir_expr *build_expr(enum ir_expr_kind kind, const struct ir_expr *a,
                           const struct ir_expr *b)
{
    struct ir_expr *e = ARENA_NEW(build_session->arena, struct ir_expr);

    e->kind = kind;
    e->operand[0] = a;
    e->operand[1] = b;
    return e;
}

struct ir_expr *build_field(size_t index)
{
    struct ir_expr *e = build_expr(IR_EXPR_FIELD, NULL, NULL);

    e->index = index;
    return e;
}

struct ir_expr *build_number(int64_t value)
{
    struct ir_expr *e = build_expr(IR_EXPR_CONST, NULL, NULL);

    e->value = value;
    return e;
}

struct ir_type *build_sized(const struct ir_type *element,
                            const struct ir_expr *size,
                            const struct ir_expr *length, uint64_t capacity)
{
    struct ir_type *t = of(IR_SIZED, element);

    t->sized.size = size;
    t->sized.length = length;
    t->sized.capacity = capacity;
    return t;
}

/* ---- operations --------------------------------------------------------- */

struct ir_operation *build_operation(const char *name)
{
    struct ir_operation *op =
        ARENA_NEW(build_session->arena, struct ir_operation);

    op->name = name;
    op->result = build_type(IR_VOID);
    op->where = somewhere();
    return op;
}

struct ir_param *build_param(struct ir_operation *op, const char *name,
                             enum ir_direction direction,
                             const struct ir_type *type)
{
    struct ir_param *params =
        arena_grow(build_session->arena, op->params, op->param_count,
                   op->param_count + 1, sizeof *params);
    struct ir_param *p = &params[op->param_count++];

    op->params = params;
    p->name = name;
    p->type = type;
    p->direction = direction;
    p->where = somewhere();
    p->max_of = SIZE_MAX;
    return p;
}

struct ir_interface *build_interface(const char *name,
                                     struct ir_operation *const *operations,
                                     size_t count)
{
    struct arena *a = build_session->arena;
    struct ir_interface *i = ARENA_NEW(a, struct ir_interface);
    struct ir_operation *own = ARENA_ARRAY(a, count, struct ir_operation);
    const struct ir_operation **flat =
        ARENA_ARRAY(a, count, const struct ir_operation *);
    size_t n;

    for (n = 0; n < count; n++) {
        own[n] = *operations[n];
        own[n].interface = i;
        own[n].number = (uint32_t)n;
        flat[n] = &own[n];
    }
    i->name = name_of(name, NULL);
    i->major = 1;
    i->operations = own;
    i->operation_count = count;
    i->flat = flat;
    i->flat_count = count;
    i->defined = true;
    return i;
}

const struct ir_unit *build_unit(const struct ir_interface *interface)
{
    struct arena *a = build_session->arena;
    struct ir_unit *u = ARENA_NEW(a, struct ir_unit);
    struct ir_decl *d = ARENA_NEW(a, struct ir_decl);

    d->kind = IR_DECL_INTERFACE;
    d->interface = interface;
    d->in_main_file = true;
    u->file = "t.idl";
    u->decls = d;
    u->decl_count = 1;
    return u;
}
