/* Names: the two name spaces of a file, and the list of what it declares. */
#include <string.h>

#include "sema/dce/dce_sema.h"

bool dce_in_main_file(struct source_range where)
{
    return !where.start.context || where.start.context->file->main;
}

/* The same as a CORBA twin has. */
static const char *repository_id(struct dce_sema *c, const char *name)
{
    return arena_printf(c->s->arena, "IDL:%s:1.0", name);
}

struct ir_name *dce_ir_name(struct dce_sema *c, struct dce_name name,
                            const char *doc)
{
    struct ir_name *n = ARENA_NEW(c->s->arena, struct ir_name);

    n->simple = n->scoped = name.text;
    n->repository_id = repository_id(c, name.text);
    n->where = name.where;
    n->doc = doc;
    n->in_main_file = dce_in_main_file(name.where);
    n->file =
        name.where.start.context ? name.where.start.context->file->name : NULL;
    return n;
}

const char *dce_number_key(struct dce_sema *c, int64_t number)
{
    return intern_range(c->s->names, (const char *)&number, sizeof(number));
}

static const char *symbol_word(const struct dce_symbol *symbol)
{
    switch (symbol->kind) {
    case DCE_SYMBOL_TYPE:
        return "a type";
    case DCE_SYMBOL_CONST:
        return "a constant";
    case DCE_SYMBOL_ENUMERATOR:
        return "an enumerator";
    case DCE_SYMBOL_INTERFACE:
        return "an interface";
    }
    return "";
}

struct dce_symbol *dce_declare(struct dce_sema *c, enum dce_symbol_kind kind,
                               struct dce_name name)
{
    struct dce_symbol *symbol = table_get(c->ordinary, name.text);

    if (symbol && symbol->kind == kind && !dce_in_main_file(name.where))
        return NULL; /* what others declare twice is theirs to decide */
    if (symbol) {
        diag(c->s, E0510, name.where, name.text, symbol_word(symbol));
        diag_note(c->s, symbol->where, "'%s' first declared here", name.text);
        return NULL;
    }
    symbol = ARENA_NEW(c->arena, struct dce_symbol);
    symbol->kind = kind;
    symbol->name = name.text;
    symbol->where = name.where;
    symbol->next = c->symbols;
    c->symbols = symbol;
    table_put(c->ordinary, name.text, symbol);
    return symbol;
}

static bool is_wanted(const struct dce_symbol *symbol, bool want_type)
{
    bool type =
        symbol->kind == DCE_SYMBOL_TYPE || symbol->kind == DCE_SYMBOL_INTERFACE;

    return type == want_type;
}

static void report_unknown(struct dce_sema *c, struct dce_name name,
                           bool want_type)
{
    const char *near = NULL;
    unsigned distance = 3;

    /* Suggestions cost a look at every name: for errors that are shown. */
    for (const struct dce_symbol *i = c->symbols;
         i && diag_error_count(c->s) < 100; i = i->next)
        if (is_wanted(i, want_type))
            near = diag_nearer(name.text, i->name, near, &distance);
    diag(c->s, E0511, name.where, want_type ? "type" : "constant", name.text,
         near ? arena_printf(c->arena, "; did you mean '%s'?", near) : "");
}

const struct dce_symbol *dce_find(struct dce_sema *c, struct dce_name name,
                                  bool want_type)
{
    const struct dce_symbol *symbol = table_get(c->ordinary, name.text);

    if (!symbol) {
        report_unknown(c, name, want_type);
        return NULL;
    }
    if (is_wanted(symbol, want_type))
        return symbol;
    diag(c->s, E0512, name.where, name.text, symbol_word(symbol),
         want_type ? "type" : "constant");
    diag_note(c->s, symbol->where, "'%s' declared here", name.text);
    return NULL;
}

/* ---- tags --------------------------------------------------------------- */

static const char *tag_word(enum ir_kind kind)
{
    return kind == IR_STRUCT ? "struct" : kind == IR_UNION ? "union" : "enum";
}

struct dce_info *dce_tag_find(struct dce_sema *c, struct dce_name name,
                              enum ir_kind kind)
{
    struct dce_tag *tag = table_get(c->tags, name.text);
    struct dce_info *info;

    if (tag) {
        if (tag->kind == kind)
            return tag->info;
        diag(c->s, E0513, name.where, name.text, tag_word(tag->kind),
             tag_word(kind));
        diag_note(c->s, tag->where, "'%s' first used here", name.text);
        info = dce_info_make(c, kind, name.where);
        info->traits = DCE_IS_WRONG;
        info->complete = true;
        return info;
    }
    tag = ARENA_NEW(c->arena, struct dce_tag);
    tag->info = dce_info_make(c, kind, name.where);
    tag->info->ir.name = dce_ir_name(c, name, NULL);
    tag->kind = kind;
    tag->where = name.where;
    tag->is_lax = dce_is_lax(c);
    tag->next = c->tag_list;
    c->tag_list = tag;
    table_put(c->tags, name.text, tag);
    return tag->info;
}

void dce_tags_check(struct dce_sema *c)
{
    for (const struct dce_tag *t = c->tag_list; t; t = t->next)
        if (!t->info->complete && t->is_lax)
            t->info->ir.kind = IR_NATIVE;
        else if (!t->info->complete)
            diag(c->s, E0514, t->where, tag_word(t->kind),
                 t->info->ir.name->simple);
}

/* ---- the list of declarations ------------------------------------------- */

static void add(struct dce_sema *c, struct ir_decl decl)
{
    if (c->decl_count == c->decl_cap) {
        size_t cap = c->decl_cap ? 2 * c->decl_cap : 64;

        c->decls = arena_regrow(c->s->arena, c->decls, c->decl_cap, cap,
                                sizeof(*c->decls));
        c->decl_cap = cap;
    }
    c->decls[c->decl_count++] = decl;
}

/* `path` without the folder of `dir`; NULL: it is not there. */
static const char *within(const char *path, const char *dir, size_t len)
{
    while (len > 1 && dir[len - 1] == '/')
        len--;
    return len > 0 && strncmp(path, dir, len) == 0 && path[len] == '/'
               ? path + len + 1
               : NULL;
}

/* What #include names of the path where it was found. */
static const char *as_included(struct dce_sema *c, const char *path)
{
    const struct string_list *dirs = &c->s->options.include_dirs;
    const char *main = c->s->options.input;
    const char *slash = strrchr(main, '/');
    const char *name = within(path, main, slash ? (size_t)(slash - main) : 0);

    for (size_t i = 0; !name && i < dirs->count; i++)
        name = within(path, dirs->items[i], strlen(dirs->items[i]));
    return name ? name : path;
}

/*
 * A declaration of an included or imported file stands for an include of that
 * file's header, once; of a chain of files it is the one nearest to the main
 * file, whose header includes the others.
 */
static void add_include(struct dce_sema *c, struct source_range where)
{
    const struct source_context *at = where.start.context;
    const char *name, *written;

    while (at->included_from && !at->included_from->file->main)
        at = at->included_from;
    written = table_get(c->imported, at->file->name);
    name = written ? written : as_included(c, at->file->name);
    if (table_get(c->includes, name))
        return;
    table_put(c->includes, name, (void *)(uintptr_t)name);
    add(c, (struct ir_decl){
               .kind = IR_DECL_INCLUDE, .include = name, .in_main_file = true});
}

void dce_include_header(struct dce_sema *c, const char *name)
{
    if (table_put(c->includes, name, (void *)(uintptr_t)name))
        return;
    add(c, (struct ir_decl){.kind = IR_DECL_INCLUDE,
                            .include = name,
                            .in_main_file = true,
                            .is_header = true});
}

void dce_include_file(struct dce_sema *c, const char *path)
{
    const char *written = table_get(c->imported, path);
    const char *name = written ? written : as_included(c, path);

    if (!table_put(c->headers, name, (void *)(uintptr_t)name))
        add(c, (struct ir_decl){.kind = IR_DECL_INCLUDE,
                                .include = name,
                                .in_main_file = true});
}

void dce_decl_keep(struct dce_sema *c, struct ir_decl decl)
{
    add(c, decl);
}

void dce_decl_add(struct dce_sema *c, struct ir_decl decl,
                  struct source_range where)
{
    decl.in_main_file = dce_in_main_file(where);
    if (!decl.in_main_file)
        add_include(c, where);
    add(c, decl);
}

void dce_unmapped(struct dce_sema *c, struct source_range where,
                  const char *what)
{
    const struct options *o = &c->s->options;

    if (!dce_in_main_file(where))
        c->has_headless = true;
    if (o->check_only || o->preprocess_only || o->dump != DUMP_NONE ||
        o->deps_only || !dce_in_main_file(where))
        return;
    diag(c->s, E0590, where, what);
}
