#include "compile.h"

#include <stdio.h>
#include <string.h>

#include "sema/sema.h"
#include "syntax/syntax.h"

static struct session *session;
static FILE *nowhere;
static unsigned files;

static void setup(void)
{
    nowhere = fopen("/dev/null", "w");
    ck_assert_ptr_nonnull(nowhere);
    session = session_create(nowhere);
    session->options.check_only = true;
}

static void teardown(void)
{
    session_destroy(session);
    fclose(nowhere);
}

TCase *compile_case(const char *name)
{
    TCase *c = tcase_create(name);

    tcase_add_checked_fixture(c, setup, teardown);
    return c;
}

static struct source_text *text_of(const char *octets)
{
    struct source_range start = {{NULL, NULL, 0, 0}, 0};
    struct source_text *text = ARENA_NEW(session->arena, struct source_text);
    size_t len = strlen(octets);
    char *room = arena_alloc(session->arena, len + 3);

    room[0] = '\n';
    memcpy(room + 1, octets, len);
    text->text = room + 1;
    text->len = len;
    /* A file of its own: what was said of a place is not said twice. */
    text->name = arena_printf(session->arena, "test%u.idl", files++);
    text->context = source_begin(session, text->name, start);
    text->unscanned = arena_strndup(session->arena, octets, len);
    text->next = session->texts;
    session->texts = text;
    return text;
}

const struct ir_unit *compile_file(const char *text)
{
    const struct dce_unit *tree = dce_parse(session, text_of(text));

    return tree ? sema_dce(session, tree) : NULL;
}

const struct ir_unit *compile(const char *body)
{
    return compile_file(arena_printf(
        session->arena,
        "[uuid(12345678-1234-ABCD-1234-123456789abc), version(2.7),\n"
        " pointer_default(unique)] interface I { %s }",
        body));
}

static const struct ir_name *name_of(const struct ir_decl *d)
{
    switch (d->kind) {
    case IR_DECL_TYPE:
        return d->type->name;
    case IR_DECL_CONST:
        return d->constant->name;
    case IR_DECL_INTERFACE:
        return d->interface->name;
    case IR_DECL_INCLUDE:
        break;
    }
    return NULL;
}

static const struct ir_decl *find(const struct ir_unit *unit,
                                  enum ir_decl_kind kind, const char *name)
{
    ck_assert_ptr_nonnull(unit);
    for (size_t i = 0; i < unit->decl_count; i++) {
        const struct ir_decl *d = &unit->decls[i];

        if (d->kind == kind && (!name || strcmp(name_of(d)->simple, name) == 0))
            return d;
    }
    ck_abort_msg("no declaration of %s", name ? name : "an interface");
    return NULL;
}

const struct ir_type *type_named(const struct ir_unit *unit, const char *name)
{
    return find(unit, IR_DECL_TYPE, name)->type;
}

const struct ir_const *const_named(const struct ir_unit *unit, const char *name)
{
    return find(unit, IR_DECL_CONST, name)->constant;
}

const struct ir_interface *interface_of(const struct ir_unit *unit)
{
    return find(unit, IR_DECL_INTERFACE, NULL)->interface;
}

const struct ir_param *param_of(const struct ir_unit *unit, size_t op, size_t n)
{
    const struct ir_interface *i = interface_of(unit);

    ck_assert_uint_lt(op, i->operation_count);
    ck_assert_uint_lt(n, i->operations[op].param_count);
    return &i->operations[op].params[n];
}
