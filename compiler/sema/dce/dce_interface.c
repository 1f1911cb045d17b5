/* Interfaces. C706, "interface_header" and the rules for its attributes. */
#include <string.h>

#include "sema/dce/dce_sema.h"

/* ---- the header --------------------------------------------------------- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'F' ? (char)(c | 0x20) : c;
}

/* C706, "The uuid Attribute": 8-4-4-4-12 hexadecimal digits. */
static const char *read_uuid(struct dce_sema *c, const struct dce_attr *a)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const struct dce_arg *arg = dce_attr_arg(a, 0);
    char text[sizeof(form)];
    const char *at = arg->text, *end = at + arg->len;
    size_t n = 0;

    while (at < end && strchr(" \t\"", *at))
        at++;
    while (at < end && strchr(" \t\"", end[-1]))
        end--;
    for (; at < end && n + 1 < sizeof(form); at++, n++) {
        if (form[n] == 'x' ? !is_hex(*at) : *at != '-')
            break;
        text[n] = lower(*at);
    }
    if (at == end && n + 1 == sizeof(form))
        return intern_range(c->s->names, text, n);
    diag(c->s, E0580, arg->where);
    return NULL;
}

/* Digits of one half of a version; false: none, or more than 65535. */
static bool half(const char **at, const char *end, uint16_t *out)
{
    uint32_t n = 0;
    const char *start = *at;

    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        n = n * 10 + (uint32_t)(**at - '0');
        if (n > UINT16_MAX)
            return false;
    }
    *out = (uint16_t)n;
    return *at > start;
}

/* C706, "The version Attribute": the spelling counts, 1.10 is not 1.1. */
static void read_version(struct dce_sema *c, const struct dce_attr *a,
                         struct ir_interface *i)
{
    const struct dce_arg *arg = a ? dce_attr_arg(a, 0) : NULL;
    const char *at, *end;

    if (!a)
        return;
    if (arg->kind == DCE_ARG_EXPR && (arg->expr->kind == DCE_EXPR_FLOAT ||
                                      arg->expr->kind == DCE_EXPR_INT)) {
        at = arg->expr->text;
        end = at + arg->expr->len;
        if (half(&at, end, &i->major) &&
            (at == end ||
             (*at++ == '.' && half(&at, end, &i->minor) && at == end)))
            return;
    }
    diag(c->s, E0581, a->where);
}

static void read_pointer_default(struct dce_sema *c, const struct dce_attr *a)
{
    const char *word = a ? dce_attr_word(a, 0) : NULL;

    c->has_default = a != NULL;
    c->told_default = false;
    c->pointer_default = IR_UNIQUE;
    if (!a)
        return;
    if (word && strcmp(word, "ref") == 0)
        c->pointer_default = IR_REF;
    else if (word && strcmp(word, "ptr") == 0)
        c->pointer_default = IR_FULL;
    else if (!word || strcmp(word, "unique") != 0)
        diag(c->s, E0507, a->where, a->name, "ref, unique or ptr");
}

/* C706, "The endpoint Attribute": "family:[endpoint]", in strings. */
static void check_endpoints(struct dce_sema *c, const struct dce_attr *a)
{
    for (const struct dce_arg *arg = a ? a->args.first : NULL; arg;
         arg = arg->next) {
        const struct dce_expr *e =
            arg->kind == DCE_ARG_EXPR && arg->expr->kind == DCE_EXPR_STRING
                ? arg->expr
                : NULL;
        const char *bracket = e ? strstr(e->text, ":[") : NULL;

        if (!bracket || bracket == e->text || e->text[e->len - 1] != ']')
            diag(c->s, E0582, arg->len ? arg->where : a->where);
    }
}

static const char *repository_id(struct dce_sema *c, const char *uuid,
                                 const struct dce_attrs *attrs,
                                 const struct ir_interface *i)
{
    const struct dce_attr *given = dce_get(attrs, DCE_IVMC_ID);
    const char *id = given ? dce_attr_string(c, given) : NULL;

    if (id && strchr(id, ':'))
        return id;
    if (given)
        diag(c->s, E0507, given->where, "ivmc::id",
             "a repository id such as \"IDL:Name:1.0\"");
    id = uuid ? arena_printf(c->arena, "DCE:%s:%u", uuid, i->minor)
         : i->local || attrs->count
             ? arena_printf(c->arena, "DCE:local/%s", i->name->simple)
             : arena_printf(c->arena, "IDL:%s:1.0", i->name->simple);
    return intern(c->s->names, id);
}

static const char *read_header(struct dce_sema *c, const struct dce_item *item,
                               struct ir_interface *i, struct ir_name *name)
{
    const struct dce_attrs *attrs =
        dce_attrs_read(c, item->attrs, DCE_ON_INTERFACE);
    const struct dce_attr *label = dce_get(attrs, DCE_IVMC_LABEL);
    const struct dce_attr *given = dce_get(attrs, DCE_UUID);
    const char *uuid = given ? read_uuid(c, given) : NULL;

    read_version(c, dce_get(attrs, DCE_VERSION), i);
    read_pointer_default(c, dce_get(attrs, DCE_POINTER_DEFAULT));
    check_endpoints(c, dce_get(attrs, DCE_ENDPOINT));
    i->local = c->is_local = dce_has(attrs, DCE_LOCAL);
    c->is_com = dce_has(attrs, DCE_OBJECT) || dce_has(attrs, DCE_ODL);
    c->is_nocode = dce_has(attrs, DCE_NOCODE);
    i->label = label ? dce_attr_string(c, label) : NULL;
    i->deadline_ms = dce_deadline(c, attrs);
    name->repository_id = repository_id(c, uuid, attrs, i);
    return given ? given->name : NULL;
}

/* ---- what it inherits --------------------------------------------------- */

static void read_base(struct dce_sema *c, const struct dce_item *item,
                      struct ir_interface *i)
{
    const struct dce_symbol *symbol;
    const struct ir_interface **bases;

    if (!item->base.text)
        return;
    symbol = dce_find(c, item->base, true);
    if (!symbol)
        return;
    if (symbol->kind == DCE_SYMBOL_INTERFACE && !symbol->interface->defined &&
        c->is_com)
        return;
    if (symbol->kind != DCE_SYMBOL_INTERFACE || !symbol->interface->defined) {
        diag(c->s, E0583, item->base.where, item->base.text);
        return;
    }
    bases = arena_array(c->s->arena, 1, sizeof(*bases));
    bases[0] = symbol->interface;
    i->bases = bases;
    i->base_count = 1;
}

/* ---- the body ----------------------------------------------------------- */

struct body {
    struct ir_operation *operations;
    size_t count, cap;
};

/*
 * Callbacks are refused when code is wanted and have no number among the
 * calls; their names count all the same.
 */
static void declare_operation(struct dce_sema *c, struct body *b,
                              const struct ir_operation *op, bool is_callback)
{
    struct source_range *where = ARENA_NEW(c->arena, struct source_range);
    const struct source_range *old;

    *where = op->where;
    old = table_put(c->operations, op->name, where);
    if (old) {
        diag(c->s, E0584, op->where, op->name);
        diag_note(c->s, *old, "'%s' first declared here", op->name);
        return;
    }
    if (is_callback)
        return;
    if (b->count == b->cap) {
        size_t cap = b->cap ? 2 * b->cap : 16;

        b->operations = arena_regrow(c->s->arena, b->operations, b->cap, cap,
                                     sizeof(*b->operations));
        b->cap = cap;
    }
    b->operations[b->count] = *op;
    b->operations[b->count].number = (uint32_t)b->count;
    b->count++;
}

/* Operations that bases have; C706 has none, and no way to say which is meant. */
static void inherit_names(struct dce_sema *c, const struct ir_interface *i)
{
    for (; i; i = i->base_count ? i->bases[0] : NULL)
        for (size_t n = 0; n < i->operation_count; n++)
            table_put(c->operations, i->operations[n].name,
                      (void *)(uintptr_t)&i->operations[n].where);
}

static bool is_callback(const struct dce_item *item)
{
    for (const struct dce_attr *a = item->attrs.first; a; a = a->next)
        if (!a->space && strcmp(a->name, "callback") == 0)
            return true;
    return false;
}

static void read_operations(struct dce_sema *c, const struct dce_item *item,
                            struct body *b)
{
    for (const struct dce_declarator *d = item->declarators.first; d;
         d = d->next) {
        if (dce_is_operation(d)) {
            struct ir_operation op = dce_operation(c, item, d);

            declare_operation(c, b, &op, is_callback(item));
        } else {
            diag(c->s, E0585, d->where);
        }
    }
}

static void read_body(struct dce_sema *c, const struct dce_item *items,
                      struct body *b)
{
    for (const struct dce_item *item = items; item; item = item->next) {
        if (item->kind == DCE_ITEM_DECL &&
            dce_is_operation(item->declarators.first))
            read_operations(c, item, b);
        else
            dce_item(c, item);
        dce_done(c, item);
    }
}

/* ---- the interface ------------------------------------------------------ */

static struct ir_interface *forward(struct dce_sema *c,
                                    const struct dce_item *item)
{
    const struct dce_symbol *old = table_get(c->ordinary, item->name.text);
    struct dce_symbol *symbol;
    struct ir_interface *i;
    struct dce_info *object;

    if (old && old->kind == DCE_SYMBOL_INTERFACE &&
        (!old->interface->defined || item->kind == DCE_ITEM_FORWARD))
        return (struct ir_interface *)(uintptr_t)old->interface;
    symbol = dce_declare(c, DCE_SYMBOL_INTERFACE, item->name);
    i = ARENA_NEW(c->s->arena, struct ir_interface);
    i->name = dce_ir_name(c, item->name, item->doc);
    object = dce_info_make(c, IR_OBJECT, item->name.where);
    object->complete = true;
    object->ir.interface = i;
    object->ir.name = i->name;
    i->object = &object->ir;
    if (symbol)
        symbol->interface = i;
    return i;
}

static void finish(struct dce_sema *c, struct ir_interface *i,
                   const struct body *b)
{
    for (size_t n = 0; n < b->count; n++)
        b->operations[n].interface = i;
    i->operations = b->operations;
    i->operation_count = b->count;
    i->defined = true;
    ir_flatten(c->s, i);
}

static bool has_operations(const struct dce_item *interface)
{
    for (const struct dce_item *i = interface->body; i; i = i->next)
        if (i->kind == DCE_ITEM_DECL && dce_is_operation(i->declarators.first))
            return true;
    return false;
}

void dce_interface(struct dce_sema *c, const struct dce_item *item)
{
    struct ir_interface *i = forward(c, item);
    struct ir_name *name;
    struct body b = {0};
    const char *given;

    if (item->kind == DCE_ITEM_FORWARD) {
        dce_attrs_read(c, item->attrs, DCE_ON_OTHER);
        return;
    }
    c->is_lax =
        !dce_in_main_file(item->where) || (c->is_midl && !has_operations(item));
    name = dce_ir_name(c, item->name, item->doc);
    i->name = name;
    given = read_header(c, item, i, name);
    ((struct ir_type *)(uintptr_t)i->object)->local = i->local;
    read_base(c, item, i);
    c->operations = table_create(c->arena);
    if (!c->is_com)
        inherit_names(c, i->base_count ? i->bases[0] : NULL);
    read_body(c, item->body, &b);
    /* C706, "interface_header": who offers operations has an identity. */
    if (b.count > 0 && !given && !i->local)
        diag(c->s, item->attrs.first ? E0586 : E0593, item->name.where,
             item->name.text);
    finish(c, i, &b);
    dce_decl_add(c, (struct ir_decl){.kind = IR_DECL_INTERFACE, .interface = i},
                 item->name.where);
    c->is_local = c->is_com = c->has_default = false;
    c->is_lax = c->is_midl;
}
