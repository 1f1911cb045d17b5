#include "checked.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sema/sema.h"
#include "syntax/syntax.h"

static struct session *s;
static FILE *out;
static char *printed;
static size_t printed_len;
static const struct corba_unit *parsed; /* ours to free, or NULL */

void checked_setup(void)
{
    out = open_memstream(&printed, &printed_len);
    s = session_create(out);
    parsed = NULL;
}

void checked_teardown(void)
{
    if (parsed)
        corba_free(parsed);
    session_destroy(s);
    fclose(out);
    free(printed);
}

struct session *checked_session(void)
{
    return s;
}

const char *checked_messages(void)
{
    fflush(out);
    return printed;
}

static struct source_text *text_of(const char *idl)
{
    static const struct source_range nowhere;
    struct source_text *text = ARENA_NEW(s->arena, struct source_text);
    size_t len = strlen(idl);
    char *octets = arena_alloc(s->arena, len + 3);

    octets[0] = '\n';
    memcpy(octets + 1, idl, len);
    text->text = octets + 1;
    text->unscanned = arena_strndup(s->arena, idl, len);
    text->len = len;
    text->name = "test.idl";
    text->context = source_begin(s, text->name, nowhere);
    text->next = s->texts;
    s->texts = text;
    return text;
}

const struct corba_unit *checked_parse(const char *idl)
{
    parsed = corba_parse(s, text_of(idl));
    return parsed;
}

const struct ir_unit *checked_model(const char *idl)
{
    const struct corba_unit *tree = corba_parse(s, text_of(idl));

    return tree ? sema_corba(s, tree) : NULL;
}

static const struct ir_decl *find(const struct ir_unit *u,
                                  enum ir_decl_kind kind, const char *name)
{
    size_t i;

    ck_assert_msg(u != NULL, "%s", checked_messages());
    for (i = 0; i < u->decl_count; i++) {
        const struct ir_decl *d = &u->decls[i];
        const struct ir_name *n = d->type        ? d->type->name
                                  : d->constant  ? d->constant->name
                                  : d->interface ? d->interface->name
                                                 : NULL;

        if (d->kind == kind && n && strcmp(n->scoped, name) == 0)
            return d;
    }
    ck_abort_msg("no declaration of %s", name);
    return NULL;
}

const struct ir_type *checked_type(const struct ir_unit *u, const char *name)
{
    return find(u, IR_DECL_TYPE, name)->type;
}

const struct ir_const *checked_const(const struct ir_unit *u, const char *name)
{
    return find(u, IR_DECL_CONST, name)->constant;
}

const struct ir_interface *checked_interface(const struct ir_unit *u,
                                             const char *name)
{
    return find(u, IR_DECL_INTERFACE, name)->interface;
}
