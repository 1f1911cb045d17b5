/*
 * The walk over types. Each is laid out once; types that reach themselves are
 * found on the way, after Tarjan: a node stays open until all that it reaches
 * is laid out.
 */
#include "wire/node.h"

/* IVMC_MAX_IDENTITY and IVMC_MAX_ADDRESS of the runtime. */
#define MAX_TEXT 255

/* Of types by value in types: what one thread's stack surely holds. */
#define MAX_NESTING 1000

struct wire_state *wire_state_of(struct session *s)
{
    struct wire_state *w = s->wire;
    struct wire_extent nothing;

    if (w)
        return w;
    w = ARENA_NEW(s->arena, struct wire_state);
    w->s = s;
    w->nodes = table_create(s->arena);
    w->exceptions = table_create(s->arena);
    w->operations = table_create(s->arena);
    w->interfaces = table_create(s->arena);
    extent_of_nothing(&nothing);
    w->nothing = layout_keep(w, &nothing);
    s->wire = w;
    return w;
}

/* ---- what the kinds share ----------------------------------------------- */

/* An extent is a thousand octets, and those of most types are alike. */
const struct wire_extent *layout_keep(struct wire_state *w,
                                      const struct wire_extent *e)
{
    size_t i = extent_hash(e) % KEPT_EXTENTS;
    struct wire_extent *kept;

    if (w->kept[i] && extent_equal(w->kept[i], e))
        return w->kept[i];
    kept = ARENA_NEW(w->s->arena, struct wire_extent);
    *kept = *e;
    w->kept[i] = kept;
    return kept;
}

static bool same_run(const struct wire_run *a, const struct wire_run *b)
{
    return a->align == b->align && a->size == b->size && a->least == b->least &&
           a->most == b->most && a->counted == b->counted;
}

/* Few runs differ in one unit: equal ones share a table. */
const struct wire_extent *layout_run(struct wire_state *w,
                                     const struct wire_run *run)
{
    uint64_t key = run->size * 31 + run->most * 7 + run->align * 3 +
                   run->least + run->counted;
    size_t i = (size_t)((key ^ key >> 16) % EXTENT_CACHE);
    struct wire_extent e;

    if (w->cache[i].extent && same_run(&w->cache[i].run, run))
        return w->cache[i].extent;
    extent_of_run(&e, run);
    w->cache[i].run = *run;
    w->cache[i].extent = layout_keep(w, &e);
    return w->cache[i].extent;
}

void layout_memory(struct wire_node *n, uint64_t size, uint32_t align)
{
    n->type.mem_size = size;
    n->type.mem_align = align;
}

void layout_count(uint32_t *counter, uint32_t more)
{
    *counter = more > UINT32_MAX - *counter ? UINT32_MAX : *counter + more;
}

void layout_check(struct wire_node *n, enum wire_check check, uint32_t more)
{
    layout_count(&n->type.checks_by_kind.of[check], more);
}

void layout_unmapped(struct wire_node *n, const struct ir_type *t,
                     struct source_range where)
{
    n->type.kind = WIRE_NOTHING;
    n->type.shape = WIRE_VARIABLE;
    n->type.not_plain = "it has no mapping";
    n->type.unmapped = t;
    n->type.unmapped_where = where;
}

void layout_scalar(struct wire_node *n, struct wire_state *w, uint32_t width)
{
    uint32_t align = width > 8 ? 8 : width;
    struct wire_run run = {align, width, 1, 1, false};

    n->type.kind = WIRE_SCALAR;
    n->type.shape = WIRE_PLAIN;
    n->type.width = width;
    n->type.size = width;
    n->type.align = align;
    n->type.max_align = align;
    n->extent = layout_run(w, &run);
    n->floor = width;
    layout_memory(n, width, align);
}

/* ---- kinds without parts ------------------------------------------------ */

static void checked_scalar(struct wire_node *n, struct wire_state *w,
                           uint32_t width, enum wire_check check,
                           const char *reason)
{
    layout_scalar(n, w, width);
    n->type.shape = WIRE_FIXED_LAYOUT;
    n->type.not_plain = reason;
    n->type.checks = 1;
    layout_check(n, check, 1);
}

static void nothing(struct wire_node *n)
{
    n->type.kind = WIRE_NOTHING;
    n->type.shape = WIRE_PLAIN;
    layout_memory(n, 0, 1);
}

static void string(struct wire_node *n, struct wire_state *w,
                   const struct ir_type *t)
{
    uint64_t bound = t->bound;
    struct wire_run run = {1, 1, 1, WIRE_UNBOUNDED, true};

    if (t->size && (bound == 0 || bound >= t->size))
        bound = t->size - 1;
    if (bound || t->size)
        run.most = sat_add(bound, 1);
    n->type.kind = WIRE_STRING;
    n->type.not_plain = "the length of a string varies";
    n->type.align = 4;
    n->type.max_align = 4;
    n->type.bound = bound;
    n->type.capacity = t->size > UINT32_MAX ? UINT32_MAX : (uint32_t)t->size;
    n->type.checks = 1;
    n->type.names = 1;
    n->type.has_pointers = t->size == 0;
    layout_check(n, WIRE_CHECK_LENGTH, 1);
    layout_check(n, WIRE_CHECK_NUL, 1);
    layout_check(n, WIRE_CHECK_BOUND, bound || t->size ? 1 : 0);
    n->extent = layout_run(w, &run);
    n->floor = 5;
    if (t->size)
        layout_memory(n, t->size, 1);
    else
        layout_memory(n, 8, 8);
}

/* Identity, key, address: see ivmc_put_objref. */
static void object(struct wire_node *n, struct wire_state *w)
{
    static const struct wire_run text = {1, 1, 1, MAX_TEXT + 1, true};
    static const struct wire_run key = {8, 8, 1, 1, false};
    struct wire_extent e = *layout_run(w, &text);

    extent_append(&e, layout_run(w, &key));
    extent_append(&e, layout_run(w, &text));
    n->extent = layout_keep(w, &e);
    n->type.kind = WIRE_OBJECT;
    n->type.not_plain = "the length of a reference varies";
    n->type.align = 4;
    n->type.checks = 2;
    n->type.names = 2;
    n->type.has_pointers = true;
    layout_check(n, WIRE_CHECK_LENGTH, 2);
    layout_check(n, WIRE_CHECK_BOUND, 2);
    layout_check(n, WIRE_CHECK_NUL, 2);
    layout_check(n, WIRE_CHECK_PADDING, 2);
    n->floor = 5 + 8 + 5;
    layout_memory(n, 24, 8);
}

/* Size and rights; the item itself travels beside the octets. */
static void region(struct wire_node *n, struct wire_state *w)
{
    static const struct wire_run run = {8, 12, 1, 1, false};

    n->extent = layout_run(w, &run);
    n->type.kind = WIRE_REGION;
    n->type.not_plain = "a region is checked against its item";
    n->type.align = 8;
    n->type.checks = 1;
    n->type.has_items = true;
    layout_check(n, WIRE_CHECK_ITEM, 1);
    n->floor = 12;
    layout_memory(n, 32, 8);
}

/* A number that means something on this connection alone. */
static void context(struct wire_node *n, struct wire_state *w)
{
    static const struct wire_run run = {8, 8, 1, 1, false};

    n->extent = layout_run(w, &run);
    n->type.kind = WIRE_CONTEXT;
    n->type.not_plain = "a context handle is looked up";
    n->type.align = 8;
    n->type.max_align = 8;
    n->type.checks = 1;
    layout_check(n, WIRE_CHECK_CONTEXT, 1);
    n->floor = 8;
    layout_memory(n, 16, 8);
}

/* Where it is used says more than where it was declared: gather() knows. */
static const struct source_range nowhere;

static void lay_out(struct wire_state *w, struct wire_node *n,
                    const struct ir_type *t)
{
    if (t->region) {
        region(n, w);
        return;
    }
    switch (t->kind) {
    case IR_VOID:
    case IR_HANDLE:
        nothing(n);
        break;
    case IR_BOOLEAN:
        checked_scalar(n, w, 1, WIRE_CHECK_BOOL, "a boolean is checked");
        break;
    case IR_CHAR:
    case IR_OCTET:
    case IR_INT8:
    case IR_UINT8:
        layout_scalar(n, w, 1);
        break;
    case IR_INT16:
    case IR_UINT16:
        layout_scalar(n, w, 2);
        break;
    case IR_INT32:
    case IR_UINT32:
    case IR_FLOAT:
        layout_scalar(n, w, 4);
        break;
    case IR_INT64:
    case IR_UINT64:
    case IR_DOUBLE:
        layout_scalar(n, w, 8);
        break;
    case IR_LONG_DOUBLE:
        layout_scalar(n, w, 16);
        break;
    case IR_ENUM:
        checked_scalar(n, w, t->wire_bits ? t->wire_bits / 8 : 4,
                       WIRE_CHECK_ENUM, "an enumerator is checked");
        layout_memory(n, 4, 4);
        break;
    case IR_STRING:
        string(n, w, t);
        break;
    case IR_SEQUENCE:
    case IR_MAP:
        layout_sequence(w, n, t);
        break;
    case IR_ARRAY:
        layout_array(w, n, t);
        break;
    case IR_SIZED:
        layout_sized(w, n, t);
        break;
    case IR_STRUCT:
        layout_record(w, n, t);
        break;
    case IR_UNION:
    case IR_SWITCHED:
        layout_choice(w, n, t);
        break;
    case IR_POINTER:
        layout_pointer(w, n, t);
        break;
    case IR_OBJECT:
        if (t->local || (t->interface && t->interface->local))
            layout_unmapped(n, t, nowhere);
        else
            object(n, w);
        break;
    case IR_ALIAS:
    case IR_RANGED:
        break; /* never here: layout_child looks through them */
    case IR_WCHAR:
    case IR_WSTRING:
    case IR_FIXED:
    case IR_BITMASK:
    case IR_BITSET:
    case IR_ANY:
        layout_value(w, n, t);
        break;
    case IR_NATIVE:
    case IR_VALUE_TYPE:
        layout_unmapped(n, t, nowhere);
        break;
    case IR_CONTEXT:
        context(n, w);
        break;
    }
}

/* ---- visiting ----------------------------------------------------------- */

static void reach(struct wire_state *w, const struct wire_node *n)
{
    if (w->parent && !n->closed && n->low < w->parent->low)
        w->parent->low = n->low;
}

/*
 * What those see of a type that hold it by value while it is laid out: they
 * are behind one of its pointers.
 */
static void preset(struct wire_state *w, struct wire_node *n,
                   const struct ir_type *t)
{
    static const struct wire_run anything = {1, 1, 0, WIRE_UNBOUNDED, false};

    n->extent = layout_run(w, &anything);
    n->type.not_plain = "it reaches itself";
    memory_by_value(w, t, &n->type.mem_size, &n->type.mem_align);
}

static struct wire_node *visit(struct wire_state *w, const struct ir_type *t)
{
    struct wire_node *n = ARENA_NEW(w->s->arena, struct wire_node);
    struct wire_node *parent = w->parent;

    table_put(w->nodes, t, n);
    n->type.type = t;
    n->type.shape = WIRE_VARIABLE;
    n->type.align = 1;
    n->type.max_align = 1;
    n->base = n;
    n->index = w->index++;
    n->low = n->index;
    n->open_next = w->open;
    w->open = n;
    w->parent = n;
    w->depth++;
    if (t->kind == IR_STRUCT || t->kind == IR_UNION)
        preset(w, n, t);
    if (w->depth > MAX_NESTING) {
        nothing(n);
        diag(w->s, E0703, t->where, (unsigned)MAX_NESTING);
    } else {
        lay_out(w, n, t);
    }
    w->depth--;
    w->parent = parent;
    reach(w, n);
    if (n->low == n->index)
        component_close(w, n);
    return n;
}

static struct wire_node *follow(struct wire_state *w, const struct ir_type *t)
{
    struct wire_node *inner = layout_child(w, t->element);
    struct wire_node *n = ARENA_NEW(w->s->arena, struct wire_node);

    table_put(w->nodes, t, n);
    n->type.type = t;
    n->type.shape = WIRE_VARIABLE;
    n->base = inner->base;
    if (n->base->closed) {
        component_fill(n, inner);
    } else {
        n->follower_next = n->base->followers;
        n->base->followers = n;
    }
    return n;
}

/* A scalar whose values are limited: a node of its own. */
static struct wire_node *ranged(struct wire_state *w, const struct ir_type *t)
{
    struct wire_node *n = follow(w, t);

    if (n->type.kind != WIRE_SCALAR || (!t->min && !t->max))
        return n;
    if (n->type.shape == WIRE_PLAIN) {
        n->type.shape = WIRE_FIXED_LAYOUT;
        n->type.not_plain = "a range is checked";
        n->type.checks = 1;
    }
    layout_check(n, WIRE_CHECK_RANGE, 1);
    return n;
}

struct wire_node *layout_child(struct wire_state *w, const struct ir_type *t)
{
    struct wire_node *n = table_get(w->nodes, t);

    if (n)
        reach(w, n->base);
    else if (t->region)
        n = visit(w, t);
    else if (t->kind == IR_ALIAS)
        n = follow(w, t);
    else if (t->kind == IR_RANGED)
        n = ranged(w, t);
    else
        n = visit(w, t);
    return n;
}

const struct wire_type *wire_type_of(struct session *s, const struct ir_type *t)
{
    return &layout_child(wire_state_of(s), t)->type;
}
