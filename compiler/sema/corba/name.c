/*
 * What the model calls things: scoped names, repository identifiers and the
 * pragmas that change them (CORBA 3.3 part 1, clause 14.7.5), and files.
 */
#include "sema/corba/corba_sema.h"

#include <stdlib.h>
#include <string.h>

/* ---- building names ----------------------------------------------------- */

/* Long names are cut: many of them would take the square of the text. */
static size_t join(struct sema *m, char buffer[SEMA_NAME_LIMIT],
                   const char *const *parts, size_t count,
                   struct source_range where)
{
    size_t len = 0, i;

    for (i = 0; i < count; i++) {
        size_t n = strlen(parts[i]);

        if (n > SEMA_NAME_LIMIT - len) {
            diag(m->s, E0255, where, SEMA_NAME_LIMIT);
            break;
        }
        memcpy(buffer + len, parts[i], n);
        len += n;
    }
    return len;
}

/* Beyond the limit, what is named inside is reported. */
const char *name_extend(struct sema *m, const char *outer, const char *name,
                        const char *separator)
{
    if (strlen(outer) + strlen(name) > SEMA_NAME_LIMIT)
        return outer;
    return arena_printf(m->arena, "%s%s%s", outer, name, separator);
}

static const char *generated_id(struct sema *m, const struct symbol *sym,
                                const char *version)
{
    const char *parts[] = {"IDL:", sym->inside->path, sym->name, ":", version};
    char buffer[SEMA_NAME_LIMIT];

    return arena_strndup(m->s->arena, buffer,
                         join(m, buffer, parts, 5, sym->where));
}

struct ir_name *name_give(struct sema *m, struct symbol *sym,
                          struct source_range where, const char *doc)
{
    struct ir_name *n = ARENA_NEW(m->s->arena, struct ir_name);
    const char *parts[] = {sym->inside->scoped, sym->name};
    const struct source_context *context = where.start.context;
    char buffer[SEMA_NAME_LIMIT];

    n->simple = sym->name;
    n->scoped =
        intern_range(m->s->names, buffer, join(m, buffer, parts, 2, where));
    n->repository_id = generated_id(m, sym, "1.0");
    n->where = where;
    n->doc = doc;
    n->in_main_file = !context->included_from;
    n->file = name_file(m, context->file);
    sym->ir = n;
    return n;
}

/* ---- files -------------------------------------------------------------- */

/* What follows folder `dir` in `path`, or NULL where it is not below. */
static const char *below(const char *path, const char *dir, size_t len)
{
    while (len > 0 && dir[len - 1] == '/')
        len--;
    if (len == 0 || strncmp(path, dir, len) != 0 || path[len] != '/')
        return NULL;
    path += len;
    while (*path == '/')
        path++;
    return path;
}

static const char *as_written(struct sema *m, const char *path)
{
    const struct string_list *dirs = &m->s->options.include_dirs;
    const char *input = m->s->options.input;
    const char *slash = input ? strrchr(input, '/') : NULL;
    const char *rest = NULL;
    size_t i;

    if (m->s->idl_dir)
        rest = below(path, m->s->idl_dir, strlen(m->s->idl_dir));
    if (!rest && slash)
        rest = below(path, input, (size_t)(slash - input));
    for (i = 0; i < dirs->count && !rest; i++)
        rest = below(path, dirs->items[i], strlen(dirs->items[i]));
    return rest ? intern(m->s->names, rest) : path;
}

const char *name_file(struct sema *m, const struct source_file *file)
{
    const char *name = table_get(m->written, file);

    if (name)
        return name;
    name = as_written(m, file->name);
    table_put(m->written, file, (void *)(uintptr_t)name);
    return name;
}

/* ---- changing identifiers ----------------------------------------------- */

/* The version behind the last colon: "IDL:M/I:1.7", "DCE:uuid:7". */
static void set_version(struct ir_interface *i, const char *id)
{
    const char *colon = strrchr(id, ':');
    char *end = NULL;
    unsigned long major, minor = 0;

    i->major = 1;
    i->minor = 0;
    if (!colon || colon[1] < '0' || colon[1] > '9')
        return;
    major = strtoul(colon + 1, &end, 10);
    if (strncmp(id, "DCE:", 4) == 0) {
        minor = major;
        major = 1;
    } else if (*end == '.') {
        minor = strtoul(end + 1, NULL, 10);
    }
    if (major <= UINT16_MAX && minor <= UINT16_MAX) {
        i->major = (uint16_t)major;
        i->minor = (uint16_t)minor;
    }
}

static void set_id(struct symbol *sym, const char *id)
{
    sym->ir->repository_id = id;
    if (sym->interface)
        set_version(sym->interface, id);
}

/* The symbol that has an identifier to change, or NULL after a report. */
static struct symbol *resolve_target(struct sema *m,
                                     const struct corba_scoped_name *name)
{
    struct symbol *sym = scope_resolve(m, name);

    if (sym && !sym->ir) {
        diag(m->s, E0212, name->where, sym->name, symbol_word(sym->kind));
        return NULL;
    }
    return sym;
}

static void give_id(struct sema *m, const struct corba_scoped_name *target,
                    const char *id, struct source_range where)
{
    struct symbol *sym = resolve_target(m, target);

    if (!sym)
        return;
    if (sym->id_given && sym->ir->repository_id != id)
        diag(m->s, E0213, where, sym->name, sym->ir->repository_id);
    else if (!strchr(id, ':'))
        diag(m->s, E0214, where, id);
    else
        set_id(sym, id);
    sym->id_given = true;
}

static void give_version(struct sema *m, const struct corba_event *e)
{
    struct symbol *sym = resolve_target(m, e->target);
    const char *id, *colon, *version;

    if (!sym)
        return;
    version = arena_printf(m->arena, "%u.%u", e->major, e->minor);
    id = sym->ir->repository_id;
    colon = strrchr(id, ':');
    if ((sym->id_given || sym->version_given) && strcmp(colon + 1, version)) {
        diag(m->s, E0213, e->where, sym->name, id);
        return;
    }
    sym->version_given = true;
    id = arena_printf(m->arena, "%.*s:%s", (int)(colon - id), id, version);
    set_id(sym, intern(m->s->names, id));
}

/* ---- pragmas and files -------------------------------------------------- */

static const char *path_of_prefix(struct sema *m, const char *prefix,
                                  struct source_range where)
{
    if (strlen(prefix) > SEMA_NAME_LIMIT)
        diag(m->s, E0255, where, SEMA_NAME_LIMIT);
    return prefix[0] ? name_extend(m, "", prefix, "/") : "";
}

/* A file starts without a prefix, whatever the one that includes it has. */
static void enter_file(struct sema *m, const struct corba_event *e)
{
    struct file_frame *f = ARENA_NEW(m->arena, struct file_frame);
    const struct source_context *from = e->context->included_from;
    struct ir_decl decl = {.kind = IR_DECL_INCLUDE};

    f->depth = e->context->depth;
    f->path = m->scope->path;
    f->scope = m->scope;
    f->outer = m->frames;
    m->frames = f;
    m->scope->path = m->scope->owner ? m->scope->path : "";
    if (!from || from->included_from || e->context->file->name[0] == '<' ||
        table_put(m->included, e->context->file, m))
        return;
    decl.include = name_file(m, e->context->file);
    sema_add(m, decl, e->where);
}

static void leave_file(struct sema *m, const struct corba_event *e)
{
    while (m->frames && m->frames->depth > e->context->depth) {
        m->frames->scope->path = m->frames->path;
        m->frames = m->frames->outer;
    }
}

static void apply(struct sema *m, const struct corba_event *e)
{
    switch (e->kind) {
    case CORBA_EVENT_ENTER:
        enter_file(m, e);
        break;
    case CORBA_EVENT_LEAVE:
        leave_file(m, e);
        break;
    case CORBA_EVENT_PREFIX:
        m->scope->path = path_of_prefix(m, e->text, e->where);
        break;
    case CORBA_EVENT_ID:
        give_id(m, e->target, e->text, e->where);
        break;
    case CORBA_EVENT_VERSION:
        give_version(m, e);
        break;
    }
}

void name_catch_up(struct sema *m, const char *at)
{
    while (m->event && (!at || m->event->where.start.at < at)) {
        const struct corba_event *e = m->event;

        m->event = e->next;
        apply(m, e);
    }
}

/* ---- typeid, typeprefix, import (7.4.6.4.1, CORBA 3.3 part 1, 7.7) ------ */

void name_typeid(struct sema *m, const struct corba_decl *d)
{
    give_id(m, d->target, intern(m->s->names, d->text), d->where);
}

static const char *version_of(const struct symbol *sym)
{
    return sym->version_given ? strrchr(sym->ir->repository_id, ':') + 1
                              : "1.0";
}

/* What stands in the scope already gets its identifiers anew. */
static void rename_inside(struct sema *m, struct scope *scope)
{
    struct symbol *sym;

    for (sym = scope->first; sym; sym = sym->next) {
        if (sym->ir && !sym->id_given)
            set_id(sym, generated_id(m, sym, version_of(sym)));
        if (sym->scope && sym->ir && !sym->type_prefix) {
            sym->scope->path = name_extend(m, scope->path, sym->name, "/");
            rename_inside(m, sym->scope);
        }
    }
}

/* "M::I::" in the slashes of a repository identifier. */
static char *slashes(struct sema *m, const char *scoped)
{
    char *path = arena_alloc(m->arena, strlen(scoped) + 1);
    size_t len = 0;

    for (; *scoped; scoped++) {
        if (*scoped == ':')
            path[len++] = *scoped++ == ':' ? '/' : '\0';
        else
            path[len++] = *scoped;
    }
    return path;
}

void name_typeprefix(struct sema *m, const struct corba_decl *d)
{
    struct symbol *sym = scope_resolve(m, d->target);

    if (!sym)
        return;
    if (!sym->scope || !(sym->kind == SYMBOL_MODULE || sym->ir)) {
        diag(m->s, E0212, d->target->where, sym->name, symbol_word(sym->kind));
        return;
    }
    if (sym->type_prefix) {
        diag(m->s, E0213, d->where, sym->name, sym->type_prefix);
        return;
    }
    sym->type_prefix = name_extend(m, path_of_prefix(m, d->text, d->where),
                                   slashes(m, sym->scope->scoped), "");
    sym->scope->path = sym->type_prefix;
    rename_inside(m, sym->scope);
}

/* Everything is in one text, so an import can only name what is there. */
void name_import(struct sema *m, const struct corba_decl *d)
{
    if (!d->target)
        diag(m->s, E0215, d->where);
    else
        scope_resolve(m, d->target);
}
