/* The file: its items in order, what it imports, and the unit they make. */
#include <string.h>

#include "sema/dce/dce_acs.h"
#include "sema/dce/dce_sema.h"
#include "sema/sema.h"
#include "syntax/syntax.h"

/* Imports within imports, as deep as anyone writes them. */
enum { DEEPEST_IMPORT = 64 };

static void items(struct dce_sema *c, const struct dce_unit *unit);

/* ---- import ------------------------------------------------------------- */

static const struct source_file *file_of(const struct dce_item *item)
{
    return item->where.start.context->file;
}

/* C706, "Import Declaration": once is as good as often. */
void dce_import(struct dce_sema *c, const struct dce_item *item)
{
    const char *name =
        intern_range(c->s->names, item->value->text, item->value->len);
    const char *path = source_find(c->s, name, file_of(item));
    struct source_text *text;
    const struct dce_unit *unit;
    struct dce_sema around = *c;

    if (!path) {
        diag(c->s, E0587, item->where, name);
        return;
    }
    path = intern(c->s->names, path);
    if (table_get(c->imported, path))
        return;
    table_put(c->imported, path, (void *)(uintptr_t)name);
    if (c->import_depth == DEEPEST_IMPORT) {
        diag(c->s, E0588, item->where, DEEPEST_IMPORT);
        return;
    }
    text = source_read(c->s, path, item->where);
    unit = text ? dce_parse(c->s, text) : NULL;
    if (!unit)
        return;
    /* The other file is not inside the interface that imports it. */
    c->import_depth++;
    c->is_local = c->is_com = c->has_default = c->told_default = false;
    c->is_lax = c->is_midl = true;
    items(c, unit);
    c->import_depth--;
    c->tree = around.tree;
    c->done = around.done;
    c->is_local = around.is_local;
    c->is_com = around.is_com;
    c->is_lax = around.is_lax;
    c->is_midl = around.is_midl;
    c->has_default = around.has_default;
    c->told_default = around.told_default;
    c->pointer_default = around.pointer_default;
    c->operations = around.operations;
}

/* ---- typedef ------------------------------------------------------------ */

/* What to call a type without a tag: as its typedef does. */
static struct dce_name typedef_name(struct dce_sema *c,
                                    const struct dce_item *item)
{
    const struct dce_declarator *d = item->declarators.first;
    struct dce_name name;

    for (; d; d = d->next)
        if (d->kind == DCE_DECLARATOR_NAME)
            return dce_declarator_name(d);
    name = dce_declarator_name(item->declarators.first);
    name.text =
        intern(c->s->names, arena_printf(c->arena, "%s_target", name.text));
    return name;
}

static struct dce_info *named_info(struct dce_sema *c, enum ir_kind kind,
                                   const struct dce_item *item,
                                   struct dce_name name)
{
    struct dce_info *info = dce_info_make(c, kind, name.where);

    info->complete = true;
    info->ir.name = dce_ir_name(c, name, item->doc);
    dce_decl_add(c, (struct ir_decl){.kind = IR_DECL_TYPE, .type = &info->ir},
                 name.where);
    return info;
}

/* C706, "transmit_as": the type that is sent for another is a simple one. */
static void check_transmitted(struct dce_sema *c, const struct dce_attr *a,
                              bool is_transmit_as)
{
    static const struct dce_attrs none;
    const struct dce_arg *arg = dce_attr_arg(a, 0);
    struct dce_type_use use = {&none, {NULL, a->where}, NULL, NULL};
    const struct dce_info *t = NULL;

    if (arg->kind == DCE_ARG_TYPE) {
        t = dce_type_resolve(c, arg->type, &use);
    } else if (dce_attr_word(a, 0)) {
        struct dce_name name = {dce_attr_word(a, 0), arg->where};
        const struct dce_symbol *symbol = dce_find(c, name, true);

        if (!symbol || symbol->kind != DCE_SYMBOL_TYPE)
            return;
        t = symbol->type;
    }
    if (!t)
        diag(c->s, E0507, a->where, a->name, "a type");
    else if (!is_transmit_as)
        return;
    else if ((arg->kind == DCE_ARG_TYPE && arg->type->pointed) ||
             (t->traits & (DCE_HAS_POINTER | DCE_HAS_CONFORMANT | DCE_HAS_PIPE |
                           DCE_HAS_CONTEXT | DCE_HAS_BINDING | DCE_IS_VOID)))
        diag(c->s, E0589, arg->where);
}

static const struct dce_attr *transmission(const struct dce_attrs *a)
{
    return dce_has(a, DCE_TRANSMIT_AS)    ? dce_get(a, DCE_TRANSMIT_AS)
           : dce_has(a, DCE_WIRE_MARSHAL) ? dce_get(a, DCE_WIRE_MARSHAL)
                                          : dce_get(a, DCE_USER_MARSHAL);
}

static bool has_class(const struct dce_attrs *a)
{
    return dce_has(a, DCE_REF) || dce_has(a, DCE_UNIQUE) || dce_has(a, DCE_PTR);
}

/* As in C: a name may be given to a type again, if that is the same type. */
static const struct dce_info *same_alias(struct dce_sema *c, const char *name,
                                         const struct dce_info *t)
{
    const struct dce_symbol *old = table_get(c->ordinary, name);

    return old && old->kind == DCE_SYMBOL_TYPE &&
                   old->type->ir.kind == IR_ALIAS &&
                   old->type->ir.element == &t->ir
               ? old->type
               : NULL;
}

/* The type that a typedef's name stands for. */
static const struct dce_info *defined(struct dce_sema *c,
                                      const struct dce_item *item,
                                      const struct dce_slot *slot)
{
    const struct dce_attr *sent = transmission(slot->attrs);
    const struct dce_info *t, *old;
    struct dce_info *info;

    if (sent) {
        check_transmitted(c, sent, dce_has(slot->attrs, DCE_TRANSMIT_AS));
        info = named_info(c, IR_NATIVE, item, slot->name);
        info->traits = DCE_IS_TRANSMITTED;
        return info;
    }
    t = dce_shape(c, slot, &dce_no_scope);
    if (t->ir.kind == IR_CONTEXT && !t->ir.name) {
        info = named_info(c, IR_CONTEXT, item, slot->name);
        info->traits = DCE_HAS_CONTEXT;
        return info;
    }
    /* typedef struct S { ... } S: the tag and the type are one. */
    if (t->ir.name && t->ir.name->simple == slot->name.text) {
        if (t->ir.kind == IR_NATIVE)
            dce_decl_add(c,
                         (struct ir_decl){.kind = IR_DECL_TYPE, .type = &t->ir},
                         slot->name.where);
        return t;
    }
    old = same_alias(c, slot->name.text, t);
    if (old)
        return old;
    info = dce_info_over(c, IR_ALIAS, t, slot->name.where);
    info->traits |= t->traits & (DCE_IS_OPEN | DCE_IS_VOID);
    info->class_given = has_class(slot->attrs);
    info->ir.name = dce_ir_name(c, slot->name, item->doc);
    /* C has no such types; whoever uses these gives a size. */
    if (!(t->traits & (DCE_IS_OPEN | DCE_IS_VOID | DCE_HAS_VOID)))
        dce_decl_add(c,
                     (struct ir_decl){.kind = IR_DECL_TYPE, .type = &info->ir},
                     slot->name.where);
    return info;
}

static void typedefs(struct dce_sema *c, const struct dce_item *item)
{
    const struct dce_attrs *attrs = dce_attrs_read(c, item->attrs, DCE_ON_TYPE);
    struct dce_type_use use = {attrs, typedef_name(c, item), NULL, item->doc};
    const struct dce_info *base = dce_type_resolve(c, item->type, &use);

    for (const struct dce_declarator *d = item->declarators.first; d;
         d = d->next) {
        struct dce_slot slot =
            dce_slot_make(c, DCE_SLOT_TYPEDEF, base, d, attrs);
        const struct dce_info *type = defined(c, item, &slot);
        struct dce_symbol *symbol;

        if (type->ir.kind == IR_ALIAS &&
            type == same_alias(c, slot.name.text, dce_info(type->ir.element)))
            continue;
        symbol = dce_declare(c, DCE_SYMBOL_TYPE, slot.name);
        if (symbol)
            symbol->type = type;
    }
}

/* ---- const -------------------------------------------------------------- */

/* C706, "const_dcl": integers, booleans, characters, and two pointers. */
static const struct dce_info *const_type(struct dce_sema *c,
                                         const struct dce_info *base,
                                         const struct dce_declarator *d)
{
    const struct dce_info *t = dce_strip(base);
    bool pointer = d->kind == DCE_DECLARATOR_POINTER &&
                   d->inner->kind == DCE_DECLARATOR_NAME;
    int64_t min;
    uint64_t max;

    if (d->kind == DCE_DECLARATOR_NAME && t->ir.kind == IR_POINTER) {
        t = dce_strip(dce_info(t->ir.element)); /* typedef char *string_t; */
        pointer = true;
    }
    if (t->ir.kind == IR_STRING || t->ir.kind == IR_WSTRING)
        return t;
    if (pointer && (t->ir.kind == IR_CHAR || t->ir.kind == IR_WCHAR))
        return dce_base(c, t->ir.kind == IR_CHAR ? IR_STRING : IR_WSTRING);
    if (pointer && (t->traits & (DCE_IS_VOID | DCE_HAS_VOID)))
        return dce_base(c, IR_NATIVE);
    if (d->kind != DCE_DECLARATOR_NAME || pointer)
        return NULL;
    return dce_limits(t->ir.kind, &min, &max) || t->ir.kind == IR_FLOAT ||
                   t->ir.kind == IR_DOUBLE
               ? base
               : NULL;
}

/* A pointer, or for MIDL a number made one. */
static bool is_pointer(const struct dce_info *type, const struct dce_expr *e)
{
    enum ir_kind kind = type->ir.kind;

    return kind == IR_NATIVE || (e->kind == DCE_EXPR_OP &&
                                 (kind == IR_STRING || kind == IR_WSTRING));
}

static void add_const(struct dce_sema *c, const struct dce_item *item,
                      struct dce_name name, const struct dce_info *type,
                      const struct dce_value *v)
{
    struct dce_symbol *symbol;
    struct dce_value *kept;
    struct ir_const *constant = ARENA_NEW(c->s->arena, struct ir_const);

    constant->name = dce_ir_name(c, name, item->doc);
    constant->type = &type->ir;
    if (v->kind == DCE_VALUE_NULL && is_pointer(type, item->value)) {
        dce_unmapped(c, name.where, "a constant pointer");
    } else if (dce_convert(c, v, &type->ir, item->value->where,
                           &constant->value)) {
        dce_decl_add(
            c, (struct ir_decl){.kind = IR_DECL_CONST, .constant = constant},
            name.where);
    }
    symbol = dce_declare(c, DCE_SYMBOL_CONST, name);
    if (symbol) {
        kept = ARENA_NEW(c->arena, struct dce_value);
        *kept = *v;
        symbol->value = kept;
    }
}

static void constants(struct dce_sema *c, const struct dce_item *item)
{
    const struct dce_attrs *attrs =
        dce_attrs_read(c, item->attrs, DCE_ON_OTHER);
    const struct dce_declarator *d = item->declarators.first;
    struct dce_name name = dce_declarator_name(d);
    struct dce_type_use use = {attrs, name, NULL, item->doc};
    const struct dce_info *type;
    struct dce_value v;

    if (!item->type->is_const) {
        diag(c->s, E0585, item->where);
        return;
    }
    type = const_type(c, dce_type_resolve(c, item->type, &use), d);
    v = dce_const(c, item->value);
    if (type) {
        add_const(c, item, name, type, &v);
        return;
    }
    diag(c->s, E0612, item->type->where);
}

/* ---- items -------------------------------------------------------------- */

/* What an enumeration without a name is called. */
static struct dce_name first_enumerator(struct dce_sema *c,
                                        const struct dce_body *body)
{
    struct dce_name name = {NULL, {{0}, 0}};

    if (!body->enumerators.first)
        return name;
    name = body->enumerators.first->name;
    name.text =
        intern(c->s->names, arena_printf(c->arena, "%s_values", name.text));
    return name;
}

/* MIDL: what programs call in their own process. */
static bool is_local_function(const struct dce_item *item)
{
    for (const struct dce_attr *a = item->attrs.first; a; a = a->next)
        if (!a->space && strcmp(a->name, "local") == 0)
            return true;
    return false;
}

/* A type declared by its tag alone; nothing else may stand here. */
static void declared(struct dce_sema *c, const struct dce_item *item)
{
    const struct dce_declarator *d = item->declarators.first;
    const struct dce_attrs *attrs;
    struct dce_type_use use = {NULL, {NULL, item->where}, NULL, item->doc};

    if (d) {
        if (dce_is_operation(d) && is_local_function(item))
            return;
        if (dce_is_operation(d))
            diag(c->s, E0613, d->where);
        else
            diag(c->s, E0585, d->where);
        return;
    }
    attrs = dce_attrs_read(c, item->attrs, DCE_ON_TYPE);
    use.attrs = attrs;
    if (item->type->kind == DCE_TYPE_ENUM && item->type->body) {
        /* As in C: its names are what it is for. */
        use.name = first_enumerator(c, item->type->body);
        dce_type_resolve(c, item->type, &use);
        return;
    }
    if (!item->type->name.text || item->type->kind == DCE_TYPE_NAME ||
        item->type->kind == DCE_TYPE_WORDS)
        diag(c->s, E0614, item->where);
    else
        dce_type_resolve(c, item->type, &use);
}

/* Classes and the like are known by name; what a library declares is seen. */
static void of_com(struct dce_sema *c, const struct dce_item *item)
{
    struct dce_item name = {
        .kind = DCE_ITEM_FORWARD, .name = item->base, .where = item->where};

    dce_attrs_read(c, item->attrs, DCE_ON_OTHER);
    dce_unmapped(c, item->where,
                 arena_printf(c->arena, "'%s' of COM", item->name.text));
    if (item->base.text && !table_get(c->ordinary, item->base.text))
        dce_interface(c, &name);
    for (const struct dce_item *i = item->body; i; i = i->next)
        dce_item(c, i);
}

void dce_item(struct dce_sema *c, const struct dce_item *item)
{
    switch (item->kind) {
    case DCE_ITEM_IMPORT:
        dce_import(c, item);
        break;
    case DCE_ITEM_CONST:
        constants(c, item);
        break;
    case DCE_ITEM_TYPEDEF:
        typedefs(c, item);
        break;
    case DCE_ITEM_DECL:
        declared(c, item);
        break;
    case DCE_ITEM_INTERFACE:
    case DCE_ITEM_FORWARD:
        dce_interface(c, item);
        break;
    case DCE_ITEM_INCLUDE:
        break; /* never here: it is the configuration's */
    case DCE_ITEM_QUOTE:
        /* Text for a C header of MIDL's; ours is made from the model alone. */
        if (dce_in_main_file(item->where) && !c->s->options.check_only)
            diag(c->s, E0591, item->where);
        break;
    case DCE_ITEM_COM:
        of_com(c, item);
        break;
    }
}

/* Arenas look through their chunks: not behind every item. */
enum { ITEMS_AT_A_TIME = 256 };

void dce_done(struct dce_sema *c, const struct dce_item *item)
{
    if (++c->done_count % ITEMS_AT_A_TIME == 0 && c->done)
        arena_free_before(c->tree, c->done);
    c->done = item;
}

/* The items of a file, whose tree ends with them. */
static void items(struct dce_sema *c, const struct dce_unit *unit)
{
    const struct dce_item *item;

    c->tree = unit->nodes;
    c->done = NULL;
    for (item = unit->items; item; item = item->next) {
        dce_item(c, item);
        dce_done(c, item);
    }
    dce_unit_free(unit);
}

/* C706, "The include Statement": headers of types that only C knows. */
static void includes(struct dce_sema *c, const struct dce_unit *acs)
{
    for (const struct dce_item *i = acs ? acs->items : NULL; i; i = i->next)
        for (const struct dce_item *h = i->body; h; h = h->next)
            if (h->kind == DCE_ITEM_INCLUDE)
                dce_include_header(
                    c, intern_range(c->s->names, h->value->text, h->value->len));
}

/* What C706 knows nothing of, anywhere in a file. */
static bool speaks_midl(const struct dce_item *items)
{
    for (const struct dce_item *i = items; i; i = i->next) {
        if (i->kind == DCE_ITEM_QUOTE || i->kind == DCE_ITEM_COM)
            return true;
        if (i->kind == DCE_ITEM_INTERFACE && speaks_midl(i->body))
            return true;
        for (const struct dce_attr *a = i->attrs.first; a; a = a->next)
            if (!a->space && strcmp(a->name, "object") == 0)
                return true;
    }
    return false;
}

const struct ir_unit *sema_dce(struct session *s, const struct dce_unit *ast)
{
    struct dce_sema c = {.s = s, .pointer_default = IR_UNIQUE};
    unsigned errors = diag_error_count(s);
    const struct dce_unit *acs;
    const char *file = ast->file;
    struct ir_unit *unit;

    c.is_lax = c.is_midl = speaks_midl(ast->items);
    c.arena = arena_create();
    c.ordinary = table_create(c.arena);
    c.tags = table_create(c.arena);
    c.operations = table_create(c.arena);
    c.imported = table_create(c.arena);
    c.includes = table_create(c.arena);
    c.headers = table_create(c.arena);
    c.alike = table_create(c.arena);
    table_put(c.imported, intern(s->names, ast->file),
              (void *)(uintptr_t)ast->file);
    acs = dce_acs(s, ast);
    includes(&c, acs);
    items(&c, ast);
    if (acs)
        dce_unit_free(acs);
    dce_tags_check(&c);
    dce_includes_settle(&c);
    arena_destroy(c.arena);
    if (diag_error_count(s) > errors)
        return NULL;
    unit = ARENA_NEW(s->arena, struct ir_unit);
    unit->file = file;
    unit->decls = c.decls;
    unit->decl_count = c.decl_count;
    return unit;
}
