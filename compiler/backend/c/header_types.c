/*
 * The header's types and constants, in the order of the source.
 */
#include <inttypes.h>
#include <string.h>

#include "backend/c/c_gen.h"

/* On one line, between the comment's marks. */
#define LONGEST_COMMENT 74

/* Types without a name that stand in the header already. */
struct walk {
    struct c_gen *g;
    struct emit *e;
    struct table *done;
};

static void declare_parts(struct walk *k, const struct ir_type *t);

/* Between a place and what the IDL says there, if that is a line. */
static const char *between(const char *line, const char *doc)
{
    bool fits = strlen(line) + 2 + strlen(doc) <= LONGEST_COMMENT;

    return fits && !strchr(doc, '\n') ? ": " : "\n\n";
}

/*
 * "shop.idl:2", or "exception shop::NoItem (shop.idl:8)" where C does not tell
 * `what` it is, then what the IDL says of it.
 */
static void introduce(struct walk *k, const struct ir_name *name,
                      const char *what)
{
    struct session *s = k->g->s;
    const char *line = c_where(s, name->where);
    const char *doc = name->doc;

    if (what)
        line = c_text(s, "%s %s (%s)", what, name->scoped, line);
    emit_text(k->e, "\n");
    if (doc)
        line = c_text(s, "%s%s%s", line, between(line, doc), doc);
    emit_comment(k->e, line);
    c_verbatim(k->e, name, IR_BEFORE_DECLARATION);
}

static void introduce_nameless(struct walk *k, const struct ir_type *t)
{
    emit_text(k->e, "\n");
    emit_comment(k->e, c_text(k->g->s, "%s (%s)", ir_kind_name(t->kind),
                              c_where(k->g->s, t->where)));
}

/* ---- bodies ------------------------------------------------------------- */

static void member(struct walk *k, const char *name, const struct ir_type *t,
                   const char *doc, bool as_on_wire)
{
    struct c_gen *g = k->g;

    emit_comment(k->e, doc);
    EMIT(k->e, "$member$;\n",
         {"member", c_declare_member(g->s, g->names, t,
                                     c_member(g->names, name), as_on_wire)});
}

static void struct_body(struct walk *k, const struct ir_type *t,
                        const char *name)
{
    /* What is moved at once lies in memory alike on all machines. */
    bool plain = wire_type_of(k->g->s, t)->shape == WIRE_PLAIN;
    size_t i;

    EMIT(k->e, "struct $name$ {\n", {"name", name});
    emit_in(k->e);
    c_verbatim(k->e, t->name, IR_BEGIN_DECLARATION);
    for (i = 0; i < t->member_count; i++)
        member(k, t->members[i].name, t->members[i].type, t->members[i].doc,
               plain);
    c_verbatim(k->e, t->name, IR_END_DECLARATION);
    if (c_is_empty(t))
        emit_text(k->e,
                  "char empty; /* C has no structure without members */\n");
    emit_out(k->e);
    emit_text(k->e, "};\n");
}

static void union_arms(struct walk *k, const struct ir_type *t)
{
    bool any = false;
    size_t i;

    emit_in(k->e);
    for (i = 0; i < t->arm_count; i++)
        if (t->arms[i].name) {
            member(k, t->arms[i].name, t->arms[i].type, t->arms[i].doc, false);
            any = true;
        }
    if (!any)
        emit_text(k->e, "char empty; /* no arm holds anything */\n");
    emit_out(k->e);
}

static void union_body(struct walk *k, const struct ir_type *t,
                       const char *name)
{
    struct c_names *n = k->g->names;

    if (!t->encapsulated) {
        EMIT(k->e, "union $name$ {\n", {"name", name});
        union_arms(k, t);
        emit_text(k->e, "};\n");
        return;
    }
    EMIT(k->e, "struct $name$ {\n", {"name", name});
    emit_in(k->e);
    c_verbatim(k->e, t->name, IR_BEGIN_DECLARATION);
    member(k, t->tag_name ? t->tag_name : "tag", t->discriminator, NULL, false);
    emit_text(k->e, "union {\n");
    union_arms(k, t);
    EMIT(k->e, "} $u$;\n",
         {"u", c_member(n, t->union_name ? t->union_name : "u")});
    c_verbatim(k->e, t->name, IR_END_DECLARATION);
    emit_out(k->e);
    emit_text(k->e, "};\n");
}

static void enum_body(struct walk *k, const struct ir_type *t, const char *name)
{
    struct c_gen *g = k->g;
    size_t i;

    EMIT(k->e, "enum $name$ {\n", {"name", name});
    emit_in(k->e);
    c_verbatim(k->e, t->name, IR_BEGIN_DECLARATION);
    for (i = 0; i < t->enumerator_count; i++) {
        emit_comment(k->e, t->enumerators[i].doc);
        EMIT(k->e, "$name$ = $value$,\n",
             {"name", c_enumerator(g->names, &t->enumerators[i])},
             {"value", c_int(g->s, t->enumerators[i].value)});
    }
    emit_out(k->e);
    emit_text(k->e, "};\n");
}

static void sequence_body(struct walk *k, const struct ir_type *t,
                          const char *name)
{
    struct c_gen *g = k->g;
    const char *most =
        t->bound ? c_text(g->s, " /* at most %" PRIu64 " */", t->bound) : "";

    EMIT(k->e,
         "struct $name$ {\n"
         "    uint32_t len;$most$\n"
         "    $data$;\n"
         "};\n",
         {"name", name}, {"most", most},
         {"data", c_declare(g->s, g->names, ir_part(t), "*data", false)});
}

/* The octets on the wire are the integer; a bit is named for its position. */
static void mask_body(struct walk *k, const struct ir_type *t, const char *name)
{
    struct c_gen *g = k->g;
    size_t i;

    EMIT(k->e, "typedef uint$bits$_t $name$;\n",
         {"bits", c_text(g->s, "%u", t->wire_bits)}, {"name", name});
    for (i = 0; i < t->enumerator_count; i++) {
        const struct ir_enumerator *e = &t->enumerators[i];

        emit_comment(k->e, e->doc);
        EMIT(k->e, "#define $name$ UINT$bits$_C($value$)\n",
             {"name", c_enumerator(g->names, e)},
             {"bits", c_text(g->s, "%u", t->wire_bits)},
             {"value", c_text(g->s, "0x%" PRIx64, UINT64_C(1) << e->value)});
    }
}

static void bits_body(struct walk *k, const struct ir_type *t, const char *name)
{
    struct c_gen *g = k->g;
    bool any = false;
    size_t i;

    EMIT(k->e, "struct $name$ {\n", {"name", name});
    emit_in(k->e);
    for (i = 0; i < t->member_count; i++) {
        const struct ir_member *m = &t->members[i];

        if (!m->name)
            continue;
        emit_comment(k->e, m->doc);
        EMIT(k->e, "$member$; /* $bits$ */\n",
             {"member", c_declare_member(g->s, g->names, m->type,
                                         c_member(g->names, m->name), false)},
             {"bits",
              m->bits == 1 ? "1 bit" : c_text(g->s, "%u bits", m->bits)});
        any = true;
    }
    emit_text(k->e, any ? "" : "char empty; /* no field has a name */\n");
    emit_out(k->e);
    emit_text(k->e, "};\n");
}

static void type_body(struct walk *k, const struct ir_type *t, const char *name)
{
    switch (t->kind) {
    case IR_STRUCT:
        struct_body(k, t, name);
        break;
    case IR_UNION:
        union_body(k, t, name);
        break;
    case IR_ENUM:
        enum_body(k, t, name);
        break;
    case IR_SEQUENCE:
    case IR_MAP:
        sequence_body(k, t, name);
        break;
    case IR_BITMASK:
        mask_body(k, t, name);
        break;
    case IR_BITSET:
        bits_body(k, t, name);
        break;
    default:
        break;
    }
}

static bool has_body(const struct ir_type *t)
{
    switch (t->kind) {
    case IR_STRUCT:
    case IR_UNION:
    case IR_ENUM:
    case IR_BITMASK:
    case IR_BITSET:
    case IR_SEQUENCE:
    case IR_MAP:
        return !c_is_region(t);
    default:
        return false;
    }
}

/* ---- types without a name ----------------------------------------------- */

/* What a type is made of has to be declared before it. */
static void declare_nameless(struct walk *k, const struct ir_type *t)
{
    if (t->name || table_put(k->done, t, k))
        return;
    declare_parts(k, t);
    if (!has_body(t))
        return;
    introduce_nameless(k, t);
    type_body(k, t, c_type_name(k->g->names, t));
}

static void declare_parts(struct walk *k, const struct ir_type *t)
{
    size_t i;

    for (i = 0; i < t->member_count; i++)
        declare_nameless(k, t->members[i].type);
    for (i = 0; i < t->arm_count; i++)
        declare_nameless(k, t->arms[i].type);
    if (t->element && t->kind != IR_ALIAS)
        declare_nameless(k, ir_part(t));
}

/* ---- exceptions --------------------------------------------------------- */

/* A static inline function of the header that is one call. */
static void inline_function(struct emit *e, const struct c_prototype *p,
                            const char *head, const char *const *args,
                            size_t count, const char *tail)
{
    emit_prototype(e, p, "");
    emit_text(e, "{\n");
    emit_in(e);
    emit_call(e, head, args, count, tail);
    emit_out(e);
    emit_text(e, "}\n");
}

static void raise_function(struct walk *k, const struct ir_type *t,
                           const char *name)
{
    struct session *s = k->g->s;
    bool empty = c_is_empty(t);
    const char *params[] = {"struct ivmc_env *env",
                            c_text(s, "const struct %s *value", name)};
    const struct c_prototype p = {"static inline void",
                                  c_text(s, "%s_raise", name), params,
                                  empty ? 1 : 2};
    const char *args[] = {"env", c_text(s, "%s_ID", name),
                          empty ? "&nothing" : "value",
                          empty ? "sizeof nothing" : "sizeof *value"};

    emit_prototype(k->e, &p, "");
    emit_text(k->e, "{\n");
    emit_in(k->e);
    if (empty)
        EMIT(k->e, "const struct $name$ nothing = {0};\n\n", {"name", name});
    emit_call(k->e, "ivmc_env_raise", args, 4, ";");
    emit_out(k->e);
    emit_text(k->e, "}\n");
}

static void caught_function(struct walk *k, const struct ir_type *t,
                            const char *name)
{
    struct session *s = k->g->s;
    bool empty = c_is_empty(t);
    const char *params[] = {"const struct ivmc_env *env"};
    const struct c_prototype p = {
        empty ? "static inline bool"
              : c_text(s, "static inline const struct %s *", name),
        c_text(s, "%s_caught", name), params, 1};
    const char *args[] = {"env", c_text(s, "%s_ID", name)};

    EMIT(k->e,
         empty ? "\n/* Whether the last call raised $name$. */\n"
               : "\n/* Its value when the last call raised $name$, else NULL. "
                 "*/\n",
         {"name", t->name->scoped});
    if (empty)
        inline_function(k->e, &p, "return ivmc_env_caught", args, 2,
                        " != NULL;");
    else
        inline_function(
            k->e, &p,
            c_text(s, "return (const struct %s *)ivmc_env_caught", name), args,
            2, ";");
}

static void exception(struct walk *k, const struct ir_type *t)
{
    const char *name = c_name(k->g->names, t->name);

    EMIT(k->e, "\n#define $name$_ID UINT32_C($id$)\n\n", {"name", name},
         {"id", c_text(k->g->s, "0x%08" PRIx32, c_exception_number(t))});
    raise_function(k, t, name);
    caught_function(k, t, name);
}

/* ---- declarations ------------------------------------------------------- */

static void alias(struct walk *k, const struct ir_type *t)
{
    struct c_gen *g = k->g;
    const struct ir_type *to = ir_unranged(t->element);
    const char *name = c_name(g->names, t->name);
    bool body = !to->name && has_body(to);

    if (!to->name)
        declare_parts(k, to);
    introduce(k, t->name, NULL);
    if (body && !table_put(k->done, to, k))
        type_body(k, to, name);
    if (ir_strip(t)->kind == IR_SIZED)
        return; /* has no type of its own in C */
    EMIT(k->e, "typedef $declaration$;\n",
         {"declaration", c_declare(g->s, g->names, t->element, name, false)});
    c_verbatim(k->e, t->name, IR_AFTER_DECLARATION);
}

/* What the server's program has for handles that their client left behind. */
static void context(struct walk *k, const struct ir_type *t)
{
    if (!k->g->s->options.server)
        return;
    introduce(k, t->name, NULL);
    EMIT(k->e, "void $name$_rundown(void *state);\n",
         {"name", c_name(k->g->names, t->name)});
}

static void declare_type(struct walk *k, const struct ir_type *t)
{
    if (t->name == NULL || wire_type_of(k->g->s, t)->unmapped)
        return;
    if (t->kind == IR_ALIAS) {
        alias(k, t);
        return;
    }
    if (t->kind == IR_CONTEXT) {
        context(k, t);
        return;
    }
    if (!has_body(t))
        return;
    declare_parts(k, t);
    introduce(k, t->name,
              t->is_exception       ? "exception"
              : t->kind == IR_UNION ? "union"
                                    : NULL);
    type_body(k, t, c_name(k->g->names, t->name));
    c_verbatim(k->e, t->name, IR_AFTER_DECLARATION);
    if (t->is_exception)
        exception(k, t);
}

static const char *typed(struct c_gen *g, const struct ir_const *c)
{
    struct session *s = g->s;
    const struct ir_value *v = &c->value;
    const struct ir_type *t = ir_strip(c->type);
    const char *text = c_value(g, t, v);
    bool sign = t->kind == IR_INT8 || t->kind == IR_INT16 ||
                t->kind == IR_INT32 || t->kind == IR_INT64;
    unsigned bits =
        t->kind == IR_INT8 || t->kind == IR_UINT8 || t->kind == IR_OCTET ? 8
        : t->kind == IR_INT16 || t->kind == IR_UINT16                    ? 16
        : t->kind == IR_INT32 || t->kind == IR_UINT32                    ? 32
                                                                         : 64;

    switch (v->kind) {
    case IR_VALUE_STRING:
        return v->wide ? c_wide_literal(s, v->wide, v->len)
                       : c_literal(s, v->text, v->len);
    case IR_VALUE_INT:
        if (v->negative && (v->i == INT64_MIN || v->i == INT32_MIN))
            return text;
        return v->negative ? c_text(s, "(-INT%u_C(%" PRIu64 "))", bits,
                                    (uint64_t)(-v->i))
                           : c_text(s, "%sINT%u_C(%" PRIu64 ")",
                                    sign ? "" : "U", bits, v->u);
    case IR_VALUE_FLOAT:
        return v->f < 0 ? c_text(s, "(%s)", text) : text;
    default:
        return text;
    }
}

static void constant(struct walk *k, const struct ir_const *c)
{
    introduce(k, c->name, NULL);
    EMIT(k->e, "#define $name$ $value$\n",
         {"name", c_name(k->g->names, c->name)}, {"value", typed(k->g, c)});
}

/* Types without a name among the parameters come before the prototypes. */
static void interface_types(struct walk *k, const struct ir_interface *i)
{
    size_t j, p;

    for (j = 0; j < i->operation_count; j++) {
        const struct ir_operation *op = &i->operations[j];

        declare_nameless(k, op->result);
        for (p = 0; p < op->param_count; p++)
            declare_nameless(k, op->params[p].type);
    }
}

void c_header_types(struct c_gen *g, struct emit *e)
{
    const struct ir_unit *ir = g->unit->ir;
    struct walk k = {g, e, table_create(g->s->arena)};
    size_t i;

    for (i = 0; i < ir->decl_count; i++) {
        const struct ir_decl *d = &ir->decls[i];

        if (!d->in_main_file)
            continue;
        switch (d->kind) {
        case IR_DECL_TYPE:
            declare_type(&k, d->type);
            break;
        case IR_DECL_CONST:
            constant(&k, d->constant);
            break;
        case IR_DECL_INTERFACE:
            if (!d->interface->local)
                interface_types(&k, d->interface);
            break;
        case IR_DECL_INCLUDE:
            break;
        }
        arena_empty(g->s->scratch);
    }
}
