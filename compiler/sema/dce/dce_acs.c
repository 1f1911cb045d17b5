/*
 * C706, "The Attribute Configuration Source": attributes that one side's code
 * has and the interface has not. They are put to those of the interface before
 * that is checked, so that one set of rules holds for both.
 */
#include <string.h>
#include <unistd.h>

#include "sema/dce/dce_acs.h"
#include "sema/dce/dce_sema.h"
#include "syntax/syntax.h"

/* ---- what becomes of each ----------------------------------------------- */

/* Why an attribute does nothing here, or cannot be had. */
static const struct {
    enum dce_attr_id id;
    enum diag_id says;
    const char *why;
} fates[] = {
    {DCE_AUTO_HANDLE, E0595,
     "a call goes to the object that is its first "
     "parameter"},
    {DCE_IMPLICIT_HANDLE, E0595,
     "a call goes to the object that is its first "
     "parameter"},
    {DCE_EXPLICIT_HANDLE, E0595,
     "a call always has the object that it goes to"},
    {DCE_HEAP, E0595, "values lie in memory that callers lend"},
    {DCE_ALLOCATE, E0595, "values lie in memory that callers lend"},
    {DCE_ENABLE_ALLOCATE, E0595, "ivmc_env_alloc is always there"},
    {DCE_IN_LINE, E0595, "the C compiler decides"},
    {DCE_OUT_OF_LINE, E0595, "the C compiler decides"},
    {DCE_OPTIMIZE, E0595, "there is one form of stub"},
    {DCE_COMM_STATUS, E0594, "env->status tells it, of every call"},
    {DCE_FAULT_STATUS, E0594, "env->status tells it, of every call"},
    {DCE_REPRESENT_AS, E0594, "convert before and after the call"},
    {DCE_BINDING_CALLOUT, E0594, "look at the object before the call"},
    {DCE_EXTERN_EXCEPTIONS, E0594, "C has no exceptions; return a status"},
    {DCE_CS_CHAR, E0594, "characters are octets, and no tag travels with them"},
    {DCE_CS_STAG, E0594, "characters are octets, and no tag travels with them"},
    {DCE_CS_DRTAG, E0594,
     "characters are octets, and no tag travels with them"},
    {DCE_CS_RTAG, E0594, "characters are octets, and no tag travels with them"},
    {DCE_CS_TAG_RTN, E0594,
     "characters are octets, and no tag travels with "
     "them"},
    {DCE_ENCODE, E0594, "idlc makes no pickles"},
    {DCE_DECODE, E0594, "idlc makes no pickles"},
};

/* Those of IDL that may stand in the configuration, too. */
static bool is_of_both(enum dce_attr_id id)
{
    switch (id) {
    case DCE_CODE:
    case DCE_NOCODE:
    case DCE_AUTO_HANDLE:
    case DCE_IMPLICIT_HANDLE:
    case DCE_EXPLICIT_HANDLE:
    case DCE_STRICT_CONTEXT_HANDLE:
    case DCE_TYPE_STRICT_CONTEXT_HANDLE:
    case DCE_CONTEXT_HANDLE_SERIALIZE:
    case DCE_CONTEXT_HANDLE_NOSERIALIZE:
    case DCE_MS_UNION:
    case DCE_NOTIFY:
    case DCE_NOTIFY_FLAG:
    case DCE_ASYNC:
    case DCE_CALL_AS:
    case DCE_FORCE_ALLOCATE:
        return true;
    default:
        return false;
    }
}

bool dce_acs_judge(struct dce_sema *c, const struct dce_attr *a,
                   enum dce_attr_id id, bool is_acs)
{
    if (!is_acs && !is_of_both(id)) {
        diag(c->s, E0596, a->where, a->name);
        return false;
    }
    for (size_t i = 0; i < sizeof(fates) / sizeof(fates[0]); i++)
        if (fates[i].id == id) {
            diag(c->s, fates[i].says, a->where, a->name, fates[i].why);
            return fates[i].says == E0595;
        }
    return true;
}

/* ---- putting both together ---------------------------------------------- */

/* Trees are made once and then only read, but for this. */
static void give(const struct dce_attr_list *to, struct dce_attr_list more)
{
    struct dce_attr_list *list = (struct dce_attr_list *)(uintptr_t)to;

    for (struct dce_attr *a = more.first; a; a = a->next)
        a->configured = true;
    if (!more.first)
        return;
    if (list->last)
        list->last->next = more.first;
    else
        list->first = more.first;
    list->last = more.last;
}

static const char *name_of(const struct dce_declarator *d)
{
    return dce_declarator_name(d).text;
}

static void unknown(struct session *s, const struct dce_name name,
                    const char *what)
{
    diag(s, E0597, name.where, what, name.text);
}

static const struct dce_item *operation_named(const struct dce_item *interface,
                                              const char *name,
                                              const struct dce_declarator **d)
{
    for (const struct dce_item *i = interface->body; i; i = i->next)
        for (*d = i->kind == DCE_ITEM_DECL ? i->declarators.first : NULL; *d;
             *d = (*d)->next)
            if (dce_is_operation(*d) && name_of(*d) == name)
                return i;
    return NULL;
}

static const struct dce_item *type_named(const struct dce_item *items,
                                         const char *name)
{
    for (const struct dce_item *i = items; i; i = i->next)
        for (const struct dce_declarator *d =
                 i->kind == DCE_ITEM_TYPEDEF ? i->declarators.first : NULL;
             d; d = d->next)
            if (name_of(d) == name)
                return i;
    return NULL;
}

static void configure_param(struct session *s,
                            const struct dce_declarator *operation,
                            const struct dce_field *f)
{
    const struct dce_name name = dce_declarator_name(f->declarators.first);
    const struct dce_field *p = operation->params;

    while (p && name_of(p->declarators.first) != name.text)
        p = p->next;
    if (p)
        give(&p->attrs, f->attrs);
    else
        unknown(s, name, "parameter");
}

static void configure_operation(struct session *s,
                                const struct dce_item *interface,
                                const struct dce_item *item)
{
    const struct dce_declarator *said = item->declarators.first, *d;
    const struct dce_name name = dce_declarator_name(said);
    const struct dce_item *found = operation_named(interface, name.text, &d);

    if (!found) {
        unknown(s, name, "operation");
        return;
    }
    give(&found->attrs, item->attrs);
    for (const struct dce_field *f = said->params; f; f = f->next)
        configure_param(s, d, f);
}

static void configure_types(struct session *s, const struct dce_unit *unit,
                            const struct dce_item *interface,
                            const struct dce_item *item)
{
    for (const struct dce_declarator *d = item->declarators.first; d;
         d = d->next) {
        const struct dce_name name = dce_declarator_name(d);
        const struct dce_item *found = type_named(interface->body, name.text);

        if (!found)
            found = type_named(unit->items, name.text);
        if (found)
            give(&found->attrs, item->attrs);
        else
            unknown(s, name, "type");
    }
}

static const struct dce_item *interface_named(const struct dce_unit *unit,
                                              const char *name)
{
    const struct dce_item *i = unit->items;

    while (i && (i->kind != DCE_ITEM_INTERFACE || i->name.text != name))
        i = i->next;
    return i;
}

static void configure(struct session *s, const struct dce_unit *unit,
                      const struct dce_item *interface,
                      const struct dce_item *said)
{
    give(&interface->attrs, said->attrs);
    for (const struct dce_item *i = said->body; i; i = i->next)
        switch (i->kind) {
        case DCE_ITEM_TYPEDEF:
            configure_types(s, unit, interface, i);
            break;
        case DCE_ITEM_DECL:
            configure_operation(s, interface, i);
            break;
        default:
            break; /* included headers: see dce_acs_include_decls */
        }
}

/* ---- the file ----------------------------------------------------------- */

/* Beside the IDL file, with .acf in the place of .idl; NULL: none. */
static const char *beside(struct session *s, const char *file)
{
    const char *dot = strrchr(file, '.');
    const char *path;

    if (!dot || strcmp(dot, ".idl") != 0)
        return NULL;
    path = arena_printf(s->arena, "%.*s.acf", (int)(dot - file), file);
    return access(path, R_OK) == 0 ? path : NULL;
}

const struct dce_unit *dce_acs(struct session *s, const struct dce_unit *unit)
{
    const char *path = s->options.acf ? s->options.acf : beside(s, unit->file);
    struct source_range nowhere = {{NULL, NULL, 0, 0}, 0};
    struct source_text *text = path ? source_read(s, path, nowhere) : NULL;
    const struct dce_unit *acs = text ? dce_parse_acs(s, text) : NULL;

    for (const struct dce_item *i = acs ? acs->items : NULL; i; i = i->next) {
        const struct dce_item *interface = interface_named(unit, i->name.text);

        if (interface)
            configure(s, unit, interface, i);
        else
            unknown(s, i->name, "interface");
    }
    return acs;
}
