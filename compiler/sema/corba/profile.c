/*
 * The profiles of IDL 4.2, clause 9: sets of building blocks and of groups of
 * annotations. With --profile the tree is gone through before it is checked,
 * and what is of another building block is an error.
 */
#include "sema/corba/corba_sema.h"

#include <string.h>

#include "sema/sema.h"

enum block {
    ANY_TYPE,
    INTERFACES_BASIC,
    INTERFACES_FULL,
    VALUE_TYPES,
    CORBA_INTERFACES,
    CORBA_VALUES,
    EXTENDED,
    ANONYMOUS,
    ANNOTATIONS,
    GENERAL,
    MODELING,
    UNITS,
    IMPLEMENTATION,
    GENERATION,
    INTERFACE_GROUP,
    BLOCK_COUNT
};

#define HAS(block) (1u << (block))

/* All have the core data types. */
enum {
    MINIMUM =
        HAS(INTERFACES_BASIC) | HAS(INTERFACES_FULL) | HAS(CORBA_INTERFACES),
    PLAIN = MINIMUM | HAS(ANY_TYPE) | HAS(VALUE_TYPES) | HAS(CORBA_VALUES),
    EXTENSIBLE =
        HAS(EXTENDED) | HAS(ANONYMOUS) | HAS(ANNOTATIONS) | HAS(GENERAL)
};

static const struct profile {
    const char *name;
    unsigned blocks;
} profiles[] = {
    {"plain-corba", PLAIN},        /* 9.2.1 */
    {"minimum-corba", MINIMUM},    /* 9.2.2 */
    {"ccm", PLAIN},                /* 9.2.3; components are refused anyway */
    {"ccm-generic", PLAIN},        /* 9.2.4 */
    {"plain-dds", HAS(ANONYMOUS)}, /* 9.3.1 */
    {"extensible-dds",             /* 9.3.2 */
     EXTENSIBLE | HAS(MODELING) | HAS(IMPLEMENTATION) | HAS(GENERATION)},
    {"rpc-dds", /* 9.3.3 */
     EXTENSIBLE | HAS(INTERFACES_BASIC) | HAS(INTERFACE_GROUP)},
};

static const char *const titles[] = {
    [ANY_TYPE] = "Any",
    [INTERFACES_BASIC] = "Interfaces - Basic",
    [INTERFACES_FULL] = "Interfaces - Full",
    [VALUE_TYPES] = "Value Types",
    [CORBA_INTERFACES] = "CORBA-Specific - Interfaces",
    [CORBA_VALUES] = "CORBA-Specific - Value Types",
    [EXTENDED] = "Extended Data-Types",
    [ANONYMOUS] = "Anonymous Types",
    [ANNOTATIONS] = "Annotations",
    [GENERAL] = "General Purpose annotations",
    [MODELING] = "Data Modeling annotations",
    [UNITS] = "Units and Ranges annotations",
    [IMPLEMENTATION] = "Data Implementation annotations",
    [GENERATION] = "Code Generation annotations",
    [INTERFACE_GROUP] = "Interfaces annotations",
};

static const struct profile *find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

bool sema_profile_known(const char *name)
{
    return find(name) != NULL;
}

/* ---- what is of which block --------------------------------------------- */

struct walk {
    struct sema *m;
    const struct profile *profile;
};

static void need(const struct walk *k, enum block block,
                 struct source_range where)
{
    /* Included files are others' business. */
    if (k->profile->blocks & HAS(block) || where.start.context->included_from)
        return;
    diag(k->m->s, E0257, where, titles[block], k->profile->name);
}

static enum block group_of(const char *name)
{
    static const struct {
        const char *name;
        enum block group;
    } known[] = {
        {"id", GENERAL},
        {"autoid", GENERAL},
        {"optional", GENERAL},
        {"position", GENERAL},
        {"value", GENERAL},
        {"extensibility", GENERAL},
        {"final", GENERAL},
        {"appendable", GENERAL},
        {"mutable", GENERAL},
        {"key", MODELING},
        {"must_understand", MODELING},
        {"default_literal", MODELING},
        {"default", UNITS},
        {"range", UNITS},
        {"min", UNITS},
        {"max", UNITS},
        {"unit", UNITS},
        {"bit_bound", IMPLEMENTATION},
        {"external", IMPLEMENTATION},
        {"nested", IMPLEMENTATION},
        {"verbatim", GENERATION},
        {"service", INTERFACE_GROUP},
        {"oneway", INTERFACE_GROUP},
        {"ami", INTERFACE_GROUP},
    };
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(known[i].name, name) == 0)
            return known[i].group;
    return ANNOTATIONS;
}

/* Those of our own are beside all profiles. */
static void look_at_annotations(const struct walk *k,
                                const struct corba_annotation *a)
{
    for (; a; a = a->next) {
        bool own =
            a->name->first->next && strcmp(a->name->first->text, "ivmc") == 0;

        if (own)
            continue;
        need(k, ANNOTATIONS, a->where);
        if (k->profile->blocks & HAS(ANNOTATIONS) && !a->name->first->next)
            need(k, group_of(a->name->first->text), a->where);
    }
}

static bool is_sized_integer(const struct corba_scoped_name *n)
{
    static const char *const names[] = {"int8",  "int16",  "int32",  "int64",
                                        "uint8", "uint16", "uint32", "uint64"};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!n->absolute && !n->first->next &&
            strcmp(n->first->text, names[i]) == 0)
            return true;
    return false;
}

static void look_at(const struct walk *k, const struct corba_decl *d);

/* 7.4.14: templates where a simple type is wanted. Plain strings are simple. */
static void look_at_type(const struct walk *k, const struct corba_type *t,
                         bool in_typedef)
{
    look_at_annotations(k, t->annotations);
    switch (t->kind) {
    case CORBA_TYPE_ANY:
        need(k, ANY_TYPE, t->where);
        break;
    case CORBA_TYPE_OBJECT:
        need(k, CORBA_INTERFACES, t->where);
        break;
    case CORBA_TYPE_VALUE_BASE:
        need(k, CORBA_VALUES, t->where);
        break;
    case CORBA_TYPE_NAME:
        if (is_sized_integer(t->name))
            need(k, EXTENDED, t->where);
        break;
    case CORBA_TYPE_STRING:
    case CORBA_TYPE_WSTRING:
        if (t->bound && !in_typedef)
            need(k, ANONYMOUS, t->where);
        break;
    case CORBA_TYPE_FIXED:
        if (t->digits && !in_typedef)
            need(k, ANONYMOUS, t->where);
        break;
    case CORBA_TYPE_MAP:
        need(k, EXTENDED, t->where);
        look_at_type(k, t->key, false);
        look_at_type(k, t->element, false);
        break;
    case CORBA_TYPE_SEQUENCE:
        if (!in_typedef)
            need(k, ANONYMOUS, t->where);
        look_at_type(k, t->element, false);
        break;
    case CORBA_TYPE_INLINE:
        look_at(k, t->decl);
        break;
    default:
        break;
    }
}

static void look_at_declarators(const struct walk *k,
                                const struct corba_declarator *d,
                                bool in_typedef)
{
    for (; d; d = d->next) {
        look_at_annotations(k, d->annotations);
        if (d->dimensions && !in_typedef)
            need(k, ANONYMOUS, d->name->where);
    }
}

static void look_at_all(const struct walk *k, const struct corba_decl *list)
{
    for (; list; list = list->next)
        look_at(k, list);
}

static void look_at_operation(const struct walk *k, const struct corba_decl *d)
{
    const struct corba_param *p;

    if (d->oneway)
        need(k, CORBA_INTERFACES, d->where);
    if (d->kind == CORBA_OPERATION && d->contexts)
        need(k, CORBA_INTERFACES, d->contexts->where);
    if (d->type)
        look_at_type(k, d->type, false);
    for (p = d->params; p; p = p->next) {
        look_at_annotations(k, p->annotations);
        look_at_type(k, p->type, false);
    }
}

/* Inside an interface, types and constants are of the full block. */
static void look_at_interface(const struct walk *k, const struct corba_decl *d)
{
    const struct corba_decl *e;

    need(k, INTERFACES_BASIC, d->name->where);
    if (d->local)
        need(k, CORBA_INTERFACES, d->name->where);
    if (d->abstract)
        need(k, CORBA_VALUES, d->name->where);
    if (d->kind == CORBA_INTERFACE_FORWARD)
        return;
    for (e = d->body; e; e = e->next) {
        if (e->kind != CORBA_OPERATION && e->kind != CORBA_ATTRIBUTE &&
            e->kind != CORBA_TYPEID && e->kind != CORBA_TYPEPREFIX &&
            e->kind != CORBA_IMPORT)
            need(k, INTERFACES_FULL, e->where);
        look_at(k, e);
    }
}

static void look_at_value(const struct walk *k, const struct corba_decl *d)
{
    need(k, VALUE_TYPES, d->name->where);
    if (d->custom || d->abstract || d->kind == CORBA_VALUE_BOX)
        need(k, CORBA_VALUES, d->name->where);
    if (d->kind == CORBA_VALUE)
        look_at_all(k, d->body);
    if (d->kind == CORBA_VALUE_BOX)
        look_at_type(k, d->type, false);
}

/* 7.4.13: a base, no members, a switch over wchar or octet. */
static void look_at_record(const struct walk *k, const struct corba_decl *d)
{
    if (d->kind == CORBA_STRUCT && (d->bases || !d->body))
        need(k, EXTENDED, d->name->where);
    if (d->kind == CORBA_UNION) {
        if (d->type->kind == CORBA_TYPE_WCHAR ||
            d->type->kind == CORBA_TYPE_OCTET)
            need(k, EXTENDED, d->type->where);
        look_at_type(k, d->type, false);
    }
    if (d->kind == CORBA_EXCEPTION)
        need(k, INTERFACES_BASIC, d->name->where);
    look_at_all(k, d->body);
}

static void look_at(const struct walk *k, const struct corba_decl *d)
{
    look_at_annotations(k, d->annotations);
    switch (d->kind) {
    case CORBA_MODULE:
        look_at_all(k, d->body);
        break;
    case CORBA_INTERFACE:
    case CORBA_INTERFACE_FORWARD:
        look_at_interface(k, d);
        break;
    case CORBA_TYPEDEF:
        look_at_type(k, d->type, true);
        look_at_declarators(k, d->declarators, true);
        break;
    case CORBA_STRUCT:
    case CORBA_UNION:
    case CORBA_EXCEPTION:
        look_at_record(k, d);
        break;
    case CORBA_BITMASK:
    case CORBA_BITSET:
        need(k, EXTENDED, d->name->where);
        break;
    case CORBA_ENUM:
        look_at_declarators(k, d->declarators, true);
        break;
    case CORBA_CONST:
        look_at_type(k, d->type, true);
        break;
    case CORBA_MEMBER:
    case CORBA_CASE:
    case CORBA_ATTRIBUTE:
        look_at_type(k, d->type, false);
        look_at_declarators(k, d->declarators, false);
        break;
    case CORBA_OPERATION:
    case CORBA_FACTORY:
        look_at_operation(k, d);
        break;
    case CORBA_VALUE:
    case CORBA_VALUE_FORWARD:
    case CORBA_VALUE_BOX:
        look_at_value(k, d);
        break;
    case CORBA_TYPEID:
    case CORBA_TYPEPREFIX:
    case CORBA_IMPORT:
        need(k, CORBA_INTERFACES, d->where);
        break;
    case CORBA_ANNOTATION:
        need(k, ANNOTATIONS, d->where);
        break;
    case CORBA_STRUCT_FORWARD:
    case CORBA_UNION_FORWARD:
    case CORBA_NATIVE:
    case CORBA_BITFIELD:
    case CORBA_ANNOTATION_MEMBER:
    case CORBA_UNSUPPORTED:
        break;
    }
}

void profile_check(struct sema *m, const struct corba_decl *body)
{
    const struct walk k = {m, find(m->s->options.profile)};

    look_at_all(&k, body);
}
