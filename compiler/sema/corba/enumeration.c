/*
 * Enums, bit masks and bit sets (IDL 4.2, clauses 7.4.1.4.4.4.3, 7.4.13.4.3).
 */
#include "sema/corba/corba_sema.h"

#include <stdlib.h>

static struct symbol *begin(struct sema *m, const struct corba_decl *d,
                            const struct annotations *a, enum ir_kind kind)
{
    struct symbol *sym = scope_declare(m, d->name, SYMBOL_TYPE);

    sym->type = type_new(m, kind, d->name->where);
    sym->type->name = name_give(m, sym, d->name->where, d->doc);
    sym->ir->verbatim = a->verbatim;
    return sym;
}

static void finish(struct sema *m, struct symbol *sym)
{
    struct ir_decl decl = {.kind = IR_DECL_TYPE, .type = sym->type};

    sym->complete = true;
    sema_add(m, decl, sym->type->where);
}

static size_t count_names(const struct corba_declarator *d)
{
    size_t count = 0;

    for (; d; d = d->next)
        count++;
    return count;
}

/* The octets on the wire that hold so many bits. */
static unsigned whole_bits(uint64_t bits)
{
    return bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64;
}

static uint64_t bit_bound(struct sema *m, const struct corba_decl *d,
                          const struct annotations *a, uint64_t most)
{
    if (!a->has_bit_bound)
        return 32;
    if (a->bit_bound >= 1 && a->bit_bound <= most)
        return a->bit_bound;
    diag(m->s, E0315, d->annotations->where, 1u, (unsigned)most);
    return most;
}

/* ---- values that must differ -------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    const struct ir_enumerator *const *x = a, *const *y = b;

    if ((*x)->value != (*y)->value)
        return (*x)->value < (*y)->value ? -1 : 1;
    return *x < *y ? -1 : 1;
}

/* Sorted once: many enumerators cost no more than that. */
static void check_values(struct sema *m, const struct ir_type *type,
                         enum diag_id id)
{
    size_t count = type->enumerator_count, i;
    const struct ir_enumerator **sorted =
        ARENA_ARRAY(m->arena, count, const struct ir_enumerator *);

    for (i = 0; i < count; i++)
        sorted[i] = &type->enumerators[i];
    qsort(sorted, count, sizeof(*sorted), by_value);
    for (i = 1; i < count; i++) {
        if (sorted[i]->value != sorted[i - 1]->value)
            continue;
        diag(m->s, id, sorted[i]->where, sorted[i]->name,
             (long long)sorted[i]->value);
        diag_note(m->s, sorted[i - 1]->where, "'%s' has it",
                  sorted[i - 1]->name);
    }
}

/* ---- enum --------------------------------------------------------------- */

/* @value gives the number, or else it is one more than the last. */
static int64_t enumerator_value(struct sema *m, const struct annotations *a,
                                int64_t next, uint64_t bound)
{
    struct ir_value v;

    if (!a->has_value)
        return next;
    if (!constant_evaluate(m, a->value, type_basic(m, IR_INT64), &v))
        return next;
    if (v.negative || v.u >> bound != 0) {
        diag(m->s, E0312, a->value->where, 0u,
             (unsigned long long)((UINT64_C(1) << bound) - 1));
        return next;
    }
    return v.i;
}

static void define_enumerator(struct sema *m, const struct corba_declarator *d,
                              struct ir_type *type, int64_t *next,
                              uint64_t bound, bool *numbered)
{
    struct annotations a = annotation_read(m, d->annotations, ON_OTHER);
    struct ir_enumerator *e = &type->enumerators[type->enumerator_count++];
    struct symbol *sym = scope_declare(m, d->name, SYMBOL_ENUMERATOR);

    e->value = enumerator_value(m, &a, *next, bound);
    if (e->value >> bound != 0)
        diag(m->s, E0316, d->name->where, d->name->text, (unsigned)bound);
    *next = e->value + 1;
    *numbered |= a.has_value;
    e->name = d->name->text;
    e->scoped = name_give(m, sym, d->name->where, d->doc)->scoped;
    sym->ir = NULL; /* an enumerator has no identifier of its own */
    e->doc = d->doc;
    e->where = d->name->where;
    sym->enumerator = e;
    sym->enum_type = type;
}

const struct ir_type *construct_enum(struct sema *m, const struct corba_decl *d)
{
    struct annotations a = annotation_read(m, d->annotations, ON_OTHER);
    struct symbol *sym = begin(m, d, &a, IR_ENUM);
    struct ir_type *type = sym->type;
    const struct corba_declarator *name;
    uint64_t bound = bit_bound(m, d, &a, 32);
    bool numbered = false;
    int64_t next = 0;

    type->wire_bits = whole_bits(bound);
    type->extensibility = a.extensibility;
    type->enumerators = ARENA_ARRAY(m->s->arena, count_names(d->declarators),
                                    struct ir_enumerator);
    for (name = d->declarators; name; name = name->next)
        define_enumerator(m, name, type, &next, bound, &numbered);
    if (numbered)
        check_values(m, type, E0317);
    finish(m, sym);
    return type;
}

/* ---- bit mask ----------------------------------------------------------- */

void construct_bitmask(struct sema *m, const struct corba_decl *d)
{
    struct annotations a = annotation_read(m, d->annotations, ON_OTHER);
    struct symbol *sym = begin(m, d, &a, IR_BITMASK);
    struct ir_type *type = sym->type;
    const struct corba_declarator *name;
    uint64_t bound = bit_bound(m, d, &a, 64);
    int64_t next = 0;

    type->wire_bits = whole_bits(bound);
    type->enumerators = ARENA_ARRAY(m->s->arena, count_names(d->declarators),
                                    struct ir_enumerator);
    for (name = d->declarators; name; name = name->next) {
        struct annotations of = annotation_read(m, name->annotations, ON_OTHER);
        struct ir_enumerator *e = &type->enumerators[type->enumerator_count++];
        struct symbol *flag = scope_declare(m, name->name, SYMBOL_ENUMERATOR);

        e->value = of.has_position ? (int64_t)of.position : next;
        if ((uint64_t)e->value >= bound)
            diag(m->s, E0318, name->name->where, (long long)e->value,
                 (unsigned)bound);
        next = e->value + 1;
        e->name = name->name->text;
        e->scoped = name_give(m, flag, name->name->where, name->doc)->scoped;
        flag->ir = NULL;
        e->doc = name->doc;
        e->where = name->name->where;
        flag->enumerator = e;
        flag->enum_type = type;
    }
    check_values(m, type, E0319);
    finish(m, sym);
}

/* ---- bit set ------------------------------------------------------------ */

static enum ir_kind kind_for_bits(uint64_t bits)
{
    if (bits == 1)
        return IR_BOOLEAN;
    return bits <= 8    ? IR_OCTET
           : bits <= 16 ? IR_UINT16
           : bits <= 32 ? IR_UINT32
                        : IR_UINT64;
}

/* How many bits a value of the type has; 0 where it cannot be a bit field. */
static unsigned bits_of(enum ir_kind kind)
{
    switch (kind) {
    case IR_BOOLEAN:
        return 1;
    case IR_OCTET:
    case IR_INT8:
    case IR_UINT8:
        return 8;
    case IR_INT16:
    case IR_UINT16:
        return 16;
    case IR_INT32:
    case IR_UINT32:
        return 32;
    case IR_INT64:
    case IR_UINT64:
        return 64;
    default:
        return 0;
    }
}

static const struct ir_type *field_type(struct sema *m,
                                        const struct corba_decl *line,
                                        unsigned bits)
{
    const struct ir_type *type;
    unsigned room;

    if (!line->type)
        return type_basic(m, kind_for_bits(bits));
    type = type_of(m, line->type);
    room = bits_of(ir_strip(type)->kind);
    if (room == 0)
        diag(m->s, E0320, line->type->where);
    else if (bits > room)
        diag(m->s, E0321, line->value->where, bits, room);
    return type;
}

static void add_field(struct ir_type *type, const char *name,
                      const struct ir_type *of, unsigned bits,
                      struct source_range where)
{
    struct ir_member *f = &type->members[type->member_count++];

    f->name = name;
    f->type = of;
    f->bits = bits;
    f->where = where;
}

/* The fields of one line; gives the bits that they take. */
static unsigned define_fields(struct sema *m, const struct corba_decl *line,
                              struct ir_type *type)
{
    const struct corba_declarator *name;
    unsigned bits = (unsigned)constant_positive(m, line->value);
    const struct ir_type *of;
    unsigned sum = 0;

    if (bits > 64) {
        diag(m->s, E0321, line->value->where, bits, 64u);
        bits = 64;
    }
    of = field_type(m, line, bits);
    for (name = line->declarators; name; name = name->next) {
        scope_declare(m, name->name, SYMBOL_MEMBER);
        add_field(type, name->name->text, of, bits, name->name->where);
        sum += bits;
    }
    if (line->declarators)
        return sum;
    add_field(type, NULL, of, bits, line->where);
    return bits;
}

static size_t count_fields(const struct corba_decl *d)
{
    const struct corba_decl *line;
    size_t count = 0;

    for (line = d->body; line; line = line->next)
        count += line->declarators ? count_names(line->declarators) : 1;
    return count;
}

static const struct ir_type *bitset_base(struct sema *m,
                                         const struct corba_decl *d)
{
    const struct symbol *sym = d->bases ? scope_resolve(m, d->bases) : NULL;

    if (!sym)
        return NULL;
    if (sym->kind == SYMBOL_TYPE && sym->complete &&
        sym->type->kind == IR_BITSET)
        return sym->type;
    diag(m->s, E0228, d->bases->where, sym->name, "bitset");
    return NULL;
}

void construct_bitset(struct sema *m, const struct corba_decl *d)
{
    struct scope *outer = m->scope;
    const struct ir_type *base = bitset_base(m, d);
    struct annotations a = annotation_read(m, d->annotations, ON_OTHER);
    struct symbol *sym = begin(m, d, &a, IR_BITSET);
    struct ir_type *type = sym->type;
    const struct corba_decl *line;
    size_t inherited = base ? base->member_count : 0, i;
    uint64_t bits = 0;

    type->members =
        ARENA_ARRAY(m->s->arena, inherited + count_fields(d), struct ir_member);
    scope_open(m, sym, false);
    for (i = 0; i < inherited; i++) {
        type->members[type->member_count++] = base->members[i];
        bits += base->members[i].bits;
    }
    for (line = d->body; line; line = line->next)
        bits += define_fields(m, line, type);
    if (bits > 64)
        diag(m->s, E0322, d->name->where, (unsigned long long)bits);
    type->wire_bits = whole_bits(bits);
    m->scope = outer;
    finish(m, sym);
}
