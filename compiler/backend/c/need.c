/*
 * One .c file and its static functions: each is written when the first
 * statement calls it, after those that it calls itself.
 */
#include <string.h>

#include "support/file_write.h"

#include "backend/c/c_gen.h"

struct need {
    const char *names[C_FUNCTION_COUNT];
    bool writing[C_FUNCTION_COUNT];
    bool declared[C_FUNCTION_COUNT];
    bool asserted;
};

struct c_file *c_file_create(struct c_gen *g)
{
    struct arena *own = arena_create();
    struct c_file *f = ARENA_NEW(own, struct c_file);

    f->arena = own;
    f->own = intern_create(own);
    f->gen = g;
    f->s = g->s;
    f->names = g->names;
    f->layouts = emit_create(g->s);
    f->prototypes = emit_create(g->s);
    f->functions = emit_create(g->s);
    f->body = emit_create(g->s);
    f->needs = table_create(own);
    f->statics = table_create(own);
    return f;
}

/* At the end of what stands before the part, if there is such a part. */
static void entitle(struct emit *before, const char *title,
                    const struct emit *part)
{
    size_t len;

    (void)emit_result(part, &len);
    if (len > 0)
        EMIT(before, "\n/* ---- $title$ ---- */\n", {"title", title});
}

void c_file_save(struct c_file *f, struct file_set *files, const char *suffix)
{
    struct emit *e = emit_create(f->s);
    struct emit *const parts[] = {e, f->layouts, f->prototypes, f->functions,
                                  f->body};

    c_banner(f->gen, e);
    EMIT(e, "#include \"$base$.h\"\n", {"base", f->gen->base});
    if (f->expressions || f->runs || f->values || f->registers)
        emit_text(e, "\n");
    emit_text(e, f->expressions ? "#include <ivmc/expr.h>\n" : "");
    emit_text(e, f->fulls ? "#include <ivmc/full.h>\n" : "");
    emit_text(e, f->registers ? "#include <ivmc/l4_stub.h>\n" : "");
    emit_text(e, f->runs ? "#include <ivmc/run.h>\n" : "");
    emit_text(e, f->values ? "#include <ivmc/values.h>\n" : "");
    entitle(e, "layouts that are moved as they are", f->layouts);
    entitle(f->layouts, "how the types travel", f->prototypes);
    emit_save_all(parts, sizeof(parts) / sizeof(*parts), files,
                  options_output(f->s, suffix));
    arena_destroy(f->arena);
}

/* ---- layouts ------------------------------------------------------------ */

/* A structure that is moved at once must lie in memory as on the wire. */
static void assert_layout(struct c_file *f, const struct wire_type *w)
{
    const char *type = c_type(f->s, f->names, w->type);
    size_t i;

    emit_text(f->layouts, "\n");
    for (i = 0; i < w->member_count; i++) {
        const char *args[] = {
            c_text(f->s, "offsetof(%s, %s) == %u", type,
                   c_member(f->names, w->members[i].member->name),
                   (unsigned)w->members[i].offset),
            "\"as on the wire\""};

        emit_call(f->layouts, "_Static_assert", args, 2, ";");
    }
    emit_text(f->layouts, c_text(f->s,
                                 "_Static_assert(sizeof(%s) == %llu, "
                                 "\"as on the wire\");\n",
                                 type, (unsigned long long)w->size));
}

/* ---- functions ---------------------------------------------------------- */

const struct wire_type *c_bare(struct c_file *f, const struct wire_type *w)
{
    const struct ir_type *t = ir_strip(w->type);

    return t == w->type ? w : wire_type_of(f->s, t);
}

static const char *const prefixes[] = {
    [C_PUT] = "put",     [C_GET] = "get",   [C_STORE] = "store",
    [C_LOAD] = "load",   [C_TO] = "get_to", [C_SENT] = "sent",
    [C_VALID] = "valid", [C_TAKE] = "take", [C_GIVE] = "give",
};

static const char *new_name(struct c_file *f, const struct wire_type *w,
                            enum c_function function)
{
    const char *name =
        intern(f->own, c_static_name(f->names, prefixes[function],
                                     c_type_name(f->names, w->type)));

    while (table_put(f->statics, name, (void *)f))
        name = intern(f->own, c_text(f->s, "%s_", name));
    return name;
}

static void write(struct c_file *f, struct emit *e, const struct wire_type *w,
                  enum c_function function, const char *name)
{
    if (function == C_SENT || function == C_VALID)
        c_write_enum(f, e, w, function, name);
    else if (function == C_TAKE || function == C_GIVE)
        c_write_exception(f, e, w, function, name);
    else if (function == C_STORE || function == C_LOAD)
        c_write_fixed(f, e, w, function, name);
    else if (w->kind == WIRE_RECORD)
        c_write_record(f, e, w, function, name);
    else if (w->kind == WIRE_CHOICE)
        c_write_choice(f, e, w, function, name);
    else if (w->kind == WIRE_BITS)
        c_write_bits(f, e, w, function, name);
    else if (w->type->kind == IR_MAP)
        c_write_map(f, e, w, function, name);
    else if (w->count == WIRE_COUNT_SENT)
        c_write_sequence(f, e, w, function, name);
    else if (w->count == WIRE_COUNT_FIXED)
        c_write_array(f, e, w, function, name);
    else
        c_write_sized(f, e, w, function, name);
}

/* The first line of the text, up to its brace: the prototype. */
static void declare(struct c_file *f, const char *text)
{
    const char *start = strstr(text, "static ");
    const char *end = strstr(start, "\n{");

    emit_text(f->prototypes, "\n");
    emit_text(f->prototypes,
              c_text(f->s, "%.*s;\n", (int)(end - start), start));
}

static struct need *need_of(struct c_file *f, const struct wire_type *w)
{
    struct need *n = table_get(f->needs, w->type);

    if (n == NULL) {
        n = ARENA_NEW(f->arena, struct need);
        table_put(f->needs, w->type, n);
    }
    return n;
}

void c_need_layout(struct c_file *f, const struct wire_type *w)
{
    struct need *n;

    w = c_bare(f, w);
    if (w->kind == WIRE_REPEAT) {
        c_need_layout(f, w->element);
        return;
    }
    n = need_of(f, w);
    if (w->kind != WIRE_RECORD || w->shape != WIRE_PLAIN || n->asserted)
        return;
    n->asserted = true;
    assert_layout(f, w);
}

const char *c_need(struct c_file *f, const struct wire_type *w,
                   enum c_function function)
{
    struct need *n;
    struct emit *e;
    size_t len;

    w = c_bare(f, w);
    n = need_of(f, w);
    if (n->writing[function])
        n->declared[function] = true;
    if (n->names[function])
        return n->names[function];
    c_need_layout(f, w);
    n->names[function] = new_name(f, w, function);
    n->writing[function] = true;
    e = emit_part(f->functions);
    write(f, e, w, function, n->names[function]);
    n->writing[function] = false;
    if (n->declared[function])
        declare(f, emit_result(e, &len));
    emit_append(f->functions, e);
    return n->names[function];
}

/* ---- statements --------------------------------------------------------- */

const char *c_address(struct session *s, const char *value)
{
    return *value == '*' ? value + 1 : c_text(s, "&%s", value);
}

/* Whether a text needs braces around it. */
static bool is_long(const struct emit *block, size_t *len)
{
    const char *text = emit_result(block, len);

    return *len == 0 || memchr(text, '\n', *len - 1) != NULL;
}

void c_guarded(struct emit *e, const char *head, struct emit *block)
{
    size_t len;
    bool braces = is_long(block, &len);

    emit_text(e, head);
    emit_text(e, braces ? " {\n" : "\n");
    emit_append(e, block);
    emit_text(e, braces ? "}\n" : "");
}

void c_either(struct c_file *f, struct emit *e, const char *condition,
              struct emit *then, struct emit *other)
{
    size_t then_len, other_len;
    bool then_long = is_long(then, &then_len);
    bool braces = is_long(other, &other_len) || then_long;

    if (then_len > 0 && other_len > 0) {
        EMIT(e, "if ($condition$)", {"condition", condition});
        emit_text(e, braces ? " {\n" : "\n");
        emit_append(e, then);
        emit_text(e, braces ? "} else {\n" : "else\n");
        emit_append(e, other);
        emit_text(e, braces ? "}\n" : "");
        return;
    }
    if (then_len > 0)
        c_guarded(e, c_text(f->s, "if (%s)", condition), then);
    else
        emit_drop(then);
    if (other_len > 0)
        c_guarded(e, c_text(f->s, "if (!%s)", condition), other);
    else
        emit_drop(other);
    if (then_len + other_len == 0)
        EMIT(e, "(void)$condition$;\n", {"condition", condition});
}
