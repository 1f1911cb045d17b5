#include "present/plain/c_names.h"

#include <stdlib.h>
#include <string.h>

#include "session.h"

#include "present/plain/c_reserved.h"

struct c_names {
    struct session *session;
    struct table *claimed; /* C name to the struct claim it belongs to */
    uint64_t beginnings;   /* of claimed names, a bit for several */
    struct table *names;   /* struct ir_name to C name */
    struct table *types;   /* nameless struct ir_type to C name */
    struct table *simple;  /* member's name to C name */
    struct table *params;  /* parameter's name to C name */
};

/* What one declaration claims all its names by. */
struct claim {
    const char *what; /* scoped name in the IDL */
    const void *owner;
    const struct source_range *where;
};

/* ---- spelling ----------------------------------------------------------- */

/* "a::b::c" as "a_b_c", out of the way of C. */
static const char *spell(struct c_names *n, const char *scoped)
{
    struct session *s = n->session;
    char *text = arena_strndup(s->scratch, scoped, strlen(scoped) + 1);
    const char *from;
    char *to = text;

    for (from = scoped; *from; from++) {
        if (from[0] == ':' && from[1] == ':')
            from++, *to++ = '_';
        else
            *to++ = *from;
    }
    *to = '\0';
    if (c_reserved(text)) {
        to[0] = '_';
        to[1] = '\0';
    }
    return intern(s->names, text);
}

const char *c_name(struct c_names *n, const struct ir_name *name)
{
    const char *c = table_get(n->names, name);

    if (c == NULL) {
        c = spell(n, name->scoped);
        table_put(n->names, name, (void *)(uintptr_t)c);
    }
    return c;
}

const char *c_member(struct c_names *n, const char *simple)
{
    const char *c = table_get(n->simple, simple);

    if (c == NULL) {
        c = spell(n, simple);
        table_put(n->simple, simple, (void *)(uintptr_t)c);
    }
    return c;
}

const char *c_entry(struct c_names *n, const struct ir_operation *op)
{
    return c_reserved(op->name) ? spell(n, op->name) : op->name;
}

const char *c_param_name(struct c_names *n, const char *simple)
{
    struct session *s = n->session;
    const char *c = table_get(n->params, simple);

    if (c == NULL) {
        c = c_member(n, simple);
        if (c_like_function(c))
            c = intern(s->names, arena_printf(s->scratch, "a_%s", c));
        /* A declared name would be shadowed. */
        while (c_used_in_functions(c) || table_get(n->claimed, c))
            c = intern(s->names, arena_printf(s->scratch, "%s_", c));
        table_put(n->params, simple, (void *)(uintptr_t)c);
    }
    return c;
}

/* Names that begin alike have the same bit. */
static uint64_t beginning(const char *c)
{
    unsigned bit = 0;
    int i;

    for (i = 0; i < 4 && c[i]; i++)
        bit = bit * 5 + (unsigned char)c[i];
    return UINT64_C(1) << bit % 64;
}

/* Declared names hardly ever begin as functions do: tables are not asked. */
static bool is_claimed(const struct c_names *n, const char *text)
{
    const char *c;

    if (!(n->beginnings & beginning(text)))
        return false;
    c = intern_known(n->session->names, text);
    return c && table_get(n->claimed, c);
}

const char *c_static_name(struct c_names *n, const char *prefix,
                          const char *name)
{
    struct session *s = n->session;
    const char *c = arena_printf(s->scratch, "%s_%s", prefix, name);

    while (is_claimed(n, c) || c_reserved(c))
        c = arena_printf(s->scratch, "%s_", c);
    return c;
}

const char *c_enumerator(struct c_names *n, const struct ir_enumerator *e)
{
    return spell(n, e->scoped);
}

const char *c_type_name(struct c_names *n, const struct ir_type *t)
{
    const char *c;

    t = ir_strip(t);
    if (t->name)
        return c_name(n, t->name);
    c = table_get(n->types, t);
    return c ? c : "nameless";
}

/* ---- claims ------------------------------------------------------------- */

static struct claim *claimant(struct c_names *n, const char *what,
                              const void *owner,
                              const struct source_range *where)
{
    struct claim *by = ARENA_NEW(n->session->arena, struct claim);

    by->what = what;
    by->owner = owner;
    by->where = where;
    return by;
}

/* Reports the second of two declarations that are one name in C. */
static void claim(struct c_names *n, const char *c, struct claim *by)
{
    struct session *s = n->session;
    const struct claim *before = table_get(n->claimed, c);

    if (before == NULL) {
        table_put(n->claimed, c, by);
        n->beginnings |= beginning(c);
        return;
    }
    if (before->owner == by->owner)
        return;
    diag(s, E0750, *by->where, by->what, before->what, c);
    diag_note(s, *before->where, "'%s' is declared here", before->what);
}

/* A name made of one that is declared. */
static void claim_with(struct c_names *n, const char *name, const char *suffix,
                       struct claim *by)
{
    struct session *s = n->session;

    claim(n, intern(s->names, arena_printf(s->scratch, "%s%s", name, suffix)),
          by);
}

/* ---- types -------------------------------------------------------------- */

static void name_place(struct c_names *n, const struct ir_type *t,
                       const char *place);

static const char *below(struct c_names *n, const char *place,
                         const char *member)
{
    return intern(n->session->names,
                  arena_printf(n->session->scratch, "%s_%s", place, member));
}

/* Most members are scalars and strings: for them no name is made up. */
static bool needs_name(const struct ir_type *t)
{
    return !t->name && (t->kind == IR_ENUM || t->kind >= IR_SEQUENCE);
}

static void name_below(struct c_names *n, const struct ir_type *t,
                       const char *place, const char *member)
{
    if (needs_name(t))
        name_place(n, t, below(n, place, member));
}

static void name_parts(struct c_names *n, const struct ir_type *t,
                       const char *place)
{
    size_t i;

    for (i = 0; i < t->member_count; i++)
        name_below(n, t->members[i].type, place, t->members[i].name);
    for (i = 0; i < t->arm_count; i++)
        if (t->arms[i].name)
            name_below(n, t->arms[i].type, place, t->arms[i].name);
    for (i = 0; i < t->enumerator_count; i++)
        claim(n, c_enumerator(n, &t->enumerators[i]),
              claimant(n, t->enumerators[i].scoped, &t->enumerators[i],
                       &t->enumerators[i].where));
    if (t->element && t->kind != IR_ALIAS)
        name_place(n, ir_part(t),
                   t->kind == IR_SEQUENCE || t->kind == IR_MAP ||
                           t->kind == IR_SIZED
                       ? below(n, place, "item")
                       : place);
}

/* Names what has no name in a type that is used at `place`. */
static void name_place(struct c_names *n, const struct ir_type *t,
                       const char *place)
{
    struct session *s = n->session;

    if (t->name || table_get(n->types, t))
        return;
    switch (t->kind) {
    case IR_STRUCT:
    case IR_UNION:
    case IR_ENUM:
    case IR_SEQUENCE:
    case IR_MAP:
        claim(n, place,
              claimant(n,
                       arena_printf(s->arena, "the %s at %s",
                                    ir_kind_name(t->kind), place),
                       t, &t->where));
        table_put(n->types, t, (void *)(uintptr_t)place);
        name_parts(n, t, place);
        break;
    case IR_ARRAY:
    case IR_SIZED:
    case IR_POINTER:
    case IR_RANGED:
    case IR_SWITCHED:
        table_put(n->types, t, (void *)(uintptr_t)place);
        name_parts(n, t, place);
        break;
    case IR_VOID:
    case IR_BOOLEAN:
    case IR_CHAR:
    case IR_WCHAR:
    case IR_OCTET:
    case IR_INT8:
    case IR_UINT8:
    case IR_INT16:
    case IR_UINT16:
    case IR_INT32:
    case IR_UINT32:
    case IR_INT64:
    case IR_UINT64:
    case IR_FLOAT:
    case IR_DOUBLE:
    case IR_LONG_DOUBLE:
    case IR_FIXED:
    case IR_BITMASK:
    case IR_BITSET:
    case IR_STRING:
    case IR_WSTRING:
    case IR_ALIAS:
    case IR_OBJECT:
    case IR_ANY:
    case IR_NATIVE:
    case IR_VALUE_TYPE:
    case IR_HANDLE:
    case IR_CONTEXT:
        break;
    }
}

/* The struct, union or enum that a typedef gives its only or its own name. */
static bool same_name(struct c_names *n, const struct ir_type *alias)
{
    const struct ir_type *t = ir_strip(alias);

    return t->name && c_name(n, t->name) == c_name(n, alias->name);
}

static void claim_type(struct c_names *n, const struct ir_type *t)
{
    const char *c;

    if (t->name == NULL)
        return;
    c = c_name(n, t->name);
    if (t->kind != IR_ALIAS || !same_name(n, t))
        claim(n, c,
              claimant(n, t->name->scoped, t->kind == IR_ALIAS ? t->element : t,
                       &t->name->where));
    if (t->kind == IR_ALIAS) {
        /* Its name is that of the struct, too, unless there are several. */
        bool many =
            t->element->kind == IR_ARRAY || t->element->kind == IR_POINTER;

        name_place(n, t->element, many ? below(n, c, "item") : c);
        return;
    }
    if (n->session->options.any && !t->is_exception) {
        struct claim *by = claimant(n, t->name->scoped, t, &t->name->where);

        claim_with(n, c, "_TYPE", by);
        claim_with(n, c, "_to_any", by);
        claim_with(n, c, "_from_any", by);
    }
    name_parts(n, t, c);
    if (t->is_exception) {
        struct claim *by =
            claimant(n, t->name->scoped, t->name, &t->name->where);

        claim_with(n, c, "_ID", by);
        claim_with(n, c, "_raise", by);
        claim_with(n, c, "_caught", by);
    }
}

/* ---- interfaces --------------------------------------------------------- */

/* What is declared for every interface, beside its operations. */
static const char *const parts[] = {
    "IDENTITY", "MEMORY",    "MESSAGE_MAX", "op",       "bind",  "epv",
    "skeleton", "interface", "serve",       "dispatch", "views",
};

#define PART_COUNT (sizeof(parts) / sizeof(*parts))

const char *c_stub(struct c_names *n, const struct ir_interface *i,
                   const struct ir_operation *op)
{
    bool taken = false;
    size_t j;

    for (j = 0; j < PART_COUNT; j++)
        taken |= strcmp(parts[j], op->name) == 0;
    return arena_printf(n->session->scratch, "%s_%s%s", c_name(n, i->name),
                        op->name, taken ? "_" : "");
}

static void claim_operation(struct c_names *n, const struct ir_interface *i,
                            const struct ir_operation *op)
{
    static const char *const suffixes[] = {"_begin", "_finish", "_reply",
                                           "_raise"};
    struct session *s = n->session;
    const char *stub = c_stub(n, i, op);
    struct claim *by =
        claimant(n, arena_printf(s->arena, "%s::%s", i->name->scoped, op->name),
                 op, &op->where);
    size_t j, count = s->options.async ? 4 : 0;

    claim_with(n, stub, "", by);
    for (j = 0; j < count; j++)
        claim_with(n, stub, suffixes[j], by);
    claim_with(n, c_name(n, i->name),
               arena_printf(s->scratch, "_OP_%s", op->name), by);
}

static void claim_interface(struct c_names *n, const struct ir_interface *i)
{
    struct session *s = n->session;
    struct claim *by = claimant(n, i->name->scoped, i->name, &i->name->where);
    size_t j, k;

    for (j = 0; j < PART_COUNT; j++)
        claim_with(n, c_name(n, i->name),
                   arena_printf(s->scratch, "_%s", parts[j]), by);
    for (j = 0; j < i->flat_count; j++) {
        const struct ir_operation *op = i->flat[j];
        const char *place;

        arena_empty(s->scratch);
        claim_operation(n, i, op);
        if (op->interface != i)
            continue;
        place = below(n, c_name(n, i->name), op->name);
        name_below(n, op->result, place, "result");
        for (k = 0; k < op->param_count; k++)
            name_below(n, op->params[k].type, place, op->params[k].name);
    }
}

struct c_names *c_names_create(struct session *s, const struct ir_unit *unit)
{
    struct c_names *n = ARENA_NEW(s->arena, struct c_names);
    size_t i;

    n->session = s;
    n->claimed = table_create(s->arena);
    n->names = table_create(s->arena);
    n->types = table_create(s->arena);
    n->simple = table_create(s->arena);
    n->params = table_create(s->arena);
    for (i = 0; i < unit->decl_count; i++) {
        const struct ir_decl *d = &unit->decls[i];

        switch (d->kind) {
        case IR_DECL_TYPE:
            claim_type(n, d->type);
            break;
        case IR_DECL_CONST:
            claim(n, c_name(n, d->constant->name),
                  claimant(n, d->constant->name->scoped, d->constant,
                           &d->constant->name->where));
            break;
        case IR_DECL_INTERFACE:
            claim_interface(n, d->interface);
            break;
        case IR_DECL_INCLUDE:
            break;
        }
        arena_empty(s->scratch);
    }
    return n;
}
