/*
 * Names and scopes (IDL 4.2, clause 7.5). Names are equal without case, but a
 * use has to be spelled as the declaration. Every scope has one hash table of
 * folded names; what a search of inherited names finds is remembered in it.
 */
#include "sema/corba/corba_sema.h"

#include <string.h>

/* Each suggestion looks at every visible name: not for every error. */
enum { SUGGESTIONS = 20 };

const char *symbol_word(enum symbol_kind kind)
{
    static const char *const words[] = {
        [SYMBOL_MODULE] = "a module",
        [SYMBOL_INTERFACE] = "an interface",
        [SYMBOL_VALUE] = "a value type",
        [SYMBOL_TYPE] = "a type",
        [SYMBOL_EXCEPTION] = "an exception",
        [SYMBOL_CONST] = "a constant",
        [SYMBOL_ENUMERATOR] = "an enumerator",
        [SYMBOL_OPERATION] = "an operation",
        [SYMBOL_ATTRIBUTE] = "an attribute",
        [SYMBOL_MEMBER] = "a member",
        [SYMBOL_PARAM] = "a parameter",
        [SYMBOL_ANNOTATION] = "an annotation",
    };

    return words[kind];
}

static void open_named(struct sema *m, struct scope *scope)
{
    struct symbol *owner = scope->owner;
    const struct scope *outer = scope->outer;
    struct entry *own;

    scope->scoped = name_extend(m, outer->scoped, owner->name, "::");
    scope->path = owner->type_prefix;
    if (!scope->path)
        scope->path = name_extend(m, outer->path, owner->name, "/");
    /* Its own name may not be redefined directly inside (7.5.2). */
    if (owner->type && owner->type->kind == IR_BITSET)
        return;
    own = ARENA_NEW(m->arena, struct entry);
    own->how = ENTRY_OWN;
    own->symbol = owner;
    table_put(scope->names, owner->folded, own);
}

struct scope *scope_open(struct sema *m, struct symbol *owner, bool is_module)
{
    struct scope *scope = ARENA_NEW(m->arena, struct scope);

    scope->outer = m->scope;
    scope->owner = owner;
    scope->is_module = is_module;
    scope->names = table_create(m->arena);
    scope->scoped = scope->path = "";
    if (owner) {
        owner->scope = scope;
        open_named(m, scope);
    }
    m->scope = scope;
    return scope;
}

/* ---- operations --------------------------------------------------------- */

/* A table that one operation made large would be slow to clear each time. */
enum { ROOM_TO_KEEP = 64 };

void scope_open_operation(struct sema *m)
{
    struct scope *scope = m->spare;

    if (scope) {
        m->spare = NULL;
        scope->outer = m->scope;
        m->scope = scope;
    } else {
        scope_open(m, NULL, false);
    }
}

void scope_close_operation(struct sema *m)
{
    struct scope *scope = m->scope;
    struct use *use;

    m->scope = scope->outer;
    if (scope->last) {
        scope->last->next = m->spare_symbols;
        m->spare_symbols = scope->first;
        scope->first = scope->last = NULL;
    }
    while ((use = scope->uses) != NULL) {
        scope->uses = use->next;
        use->next = m->spare_uses;
        m->spare_uses = use;
    }
    table_clear(scope->names);
    if (table_room(scope->names) > ROOM_TO_KEEP)
        scope->names = table_create(m->arena);
    m->spare = scope;
}

/* ---- declaring ---------------------------------------------------------- */

static struct symbol *symbol_new(struct sema *m,
                                 const struct corba_ident *ident,
                                 enum symbol_kind kind)
{
    struct symbol *sym = m->spare_symbols;

    if (sym)
        m->spare_symbols = sym->next;
    else
        sym = ARENA_NEW(m->arena, struct symbol);
    *sym = (struct symbol){.kind = kind};
    sym->name = ident->text;
    sym->folded = ident->folded;
    sym->where = ident->where;
    sym->inside = m->scope;
    sym->entry.symbol = sym;
    return sym;
}

static bool is_operation(const struct symbol *sym)
{
    return sym &&
           (sym->kind == SYMBOL_OPERATION || sym->kind == SYMBOL_ATTRIBUTE);
}

static void report_redeclared(struct sema *m, const struct corba_ident *ident,
                              const struct symbol *first)
{
    if (first->name == ident->text)
        diag(m->s, E0201, ident->where, ident->text);
    else
        diag(m->s, E0202, ident->where, ident->text, first->name);
    diag_note(m->s, first->where, "'%s' is declared here", first->name);
}

/* Many files call a member like its type, or like its struct. */
static bool is_relaxed(const struct sema *m, enum symbol_kind kind)
{
    return m->s->options.relaxed_names &&
           (kind == SYMBOL_MEMBER || kind == SYMBOL_PARAM);
}

/* False where the use of another meaning of the name stands in the way. */
static bool may_follow_use(struct sema *m, const struct corba_ident *ident,
                           enum symbol_kind kind, const struct entry *e)
{
    bool relaxed = is_relaxed(m, kind);

    diag(m->s, relaxed ? E0204 : E0203, ident->where, ident->text,
         e->symbol->name);
    diag_note(m->s, ((const struct use *)e)->where, "'%s' is used here",
              e->symbol->name);
    return relaxed;
}

static bool may_declare(struct sema *m, const struct corba_ident *ident,
                        enum symbol_kind kind)
{
    struct scope *scope = m->scope;
    const struct entry *e = table_get(scope->names, ident->folded);

    if (e && e->how == ENTRY_DECLARED) {
        report_redeclared(m, ident, e->symbol);
        return false;
    }
    if (e && e->how == ENTRY_INTRODUCED)
        return may_follow_use(m, ident, kind, e);
    if (e && e->how == ENTRY_OWN) {
        diag(m->s, is_relaxed(m, kind) ? E0252 : E0205, ident->where,
             ident->text);
        return is_relaxed(m, kind);
    }
    if (scope->base_count > 0)
        e = scope_inherited(m, scope, ident->folded);
    if (e && is_operation(e->symbol)) {
        diag(m->s, E0206, ident->where, ident->text);
        diag_note(m->s, e->symbol->where, "'%s' is inherited from here",
                  e->symbol->name);
        return false;
    }
    return true;
}

/* Younger keywords than those of CORBA 2 are identifiers in older files. */
static void check_keyword(struct sema *m, const struct corba_ident *ident)
{
    if (ident->clashes && ident->later_keyword)
        diag(m->s, E0108, ident->where, ident->text, ident->clashes);
    else if (ident->clashes)
        diag(m->s, E0107, ident->where, ident->text, ident->clashes);
    else if (ident->later_keyword)
        diag(m->s, E0128, ident->where, ident->text);
}

struct symbol *scope_declare(struct sema *m, const struct corba_ident *ident,
                             enum symbol_kind kind)
{
    struct symbol *sym = symbol_new(m, ident, kind);
    struct scope *scope = m->scope;

    check_keyword(m, ident);
    if (!may_declare(m, ident, kind))
        return sym;
    table_put(scope->names, sym->folded, &sym->entry);
    if (scope->last)
        scope->last->next = sym;
    else
        scope->first = sym;
    scope->last = sym;
    return sym;
}

struct symbol *scope_own(struct sema *m, const struct corba_ident *ident)
{
    const struct entry *e = table_get(m->scope->names, ident->folded);

    return e && e->how == ENTRY_DECLARED ? e->symbol : NULL;
}

/* ---- searching ---------------------------------------------------------- */

static const struct entry *search(struct sema *m, struct scope *scope,
                                  const char *folded)
{
    const struct entry *e = table_get(scope->names, folded);

    if (e && e->how != ENTRY_INTRODUCED && e->how != ENTRY_OWN)
        return e;
    return scope->base_count > 0 ? scope_inherited(m, scope, folded) : NULL;
}

static void merge(struct entry *into, const struct entry *found)
{
    if (!found || !found->symbol || found->symbol == into->symbol)
        return;
    if (!into->symbol && found->how != ENTRY_AMBIGUOUS) {
        into->symbol = found->symbol;
        return;
    }
    into->how = ENTRY_AMBIGUOUS;
    into->other = into->symbol ? found->symbol : found->other;
    if (!into->symbol)
        into->symbol = found->symbol;
}

bool scope_take_steps(struct sema *m, const struct symbol *sym, size_t count)
{
    if (m->steps > SEMA_STEP_LIMIT)
        return false;
    m->steps += count;
    if (m->steps <= SEMA_STEP_LIMIT)
        return true;
    diag(m->s, E0254, sym->where, SEMA_STEP_LIMIT);
    return false;
}

const struct entry *scope_inherited(struct sema *m, struct scope *scope,
                                    const char *folded)
{
    struct entry *e = table_get(scope->names, folded);
    struct entry *found;
    size_t i;

    if (!scope_take_steps(m, scope->owner, 1))
        return NULL;
    if (e && (e->how == ENTRY_INHERITED || e->how == ENTRY_AMBIGUOUS))
        return e;
    if (e && e->inherited)
        return e->inherited;
    found = ARENA_NEW(m->arena, struct entry);
    found->how = ENTRY_INHERITED;
    for (i = 0; i < scope->base_count; i++)
        merge(found, search(m, scope->bases[i]->scope, folded));
    if (e)
        e->inherited = found;
    else
        table_put(scope->names, folded, found);
    return found;
}

static struct use *use_new(struct sema *m, struct scope *scope)
{
    struct use *use = m->spare_uses;

    if (use)
        m->spare_uses = use->next;
    else
        use = ARENA_NEW(m->arena, struct use);
    use->next = scope->uses;
    scope->uses = use;
    return use;
}

/* A name means this from here on: no redefinition may follow (7.5.3). */
static void introduce(struct sema *m, const struct corba_ident *ident,
                      struct symbol *found, const struct scope *in)
{
    struct scope *scope;

    for (scope = m->scope; !scope->is_module; scope = scope->outer) {
        struct entry *before;
        struct use *use;

        if (scope == in && found->inside == in)
            return;
        before = table_get(scope->names, ident->folded);
        if (before && before->how != ENTRY_INHERITED)
            return;
        use = use_new(m, scope);
        use->entry = (struct entry){ENTRY_INTRODUCED, found, NULL, before};
        use->where = ident->where;
        table_put(scope->names, ident->folded, &use->entry);
        if (scope == in)
            return;
    }
}

static bool is_ambiguous(struct sema *m, const struct corba_ident *ident,
                         const struct entry *e)
{
    if (e->how != ENTRY_AMBIGUOUS)
        return false;
    diag(m->s, E0207, ident->where, ident->text);
    diag_note(m->s, e->symbol->where, "this '%s' is inherited",
              e->symbol->name);
    diag_note(m->s, e->other->where, "and this one too");
    return true;
}

/* Whether the use is spelled as the declaration (7.2.3.1). */
static bool is_spelled_so(struct sema *m, const struct corba_ident *ident,
                          const struct symbol *found)
{
    if (found->name == ident->text)
        return true;
    diag(m->s, E0208, ident->where, ident->text, found->name);
    diag_note(m->s, found->where, "'%s' is declared here", found->name);
    return false;
}

/*
 * The meaning of a name's first part, from the inside out. `*wrong` where it
 * has been reported that it has none.
 */
static struct symbol *find_first(struct sema *m,
                                 const struct corba_scoped_name *name,
                                 bool *wrong)
{
    const struct corba_ident *ident = name->first;
    struct scope *scope = name->absolute ? m->global : m->scope;

    for (; scope; scope = scope->outer) {
        const struct entry *e = table_get(scope->names, ident->folded);

        if (e && e->how == ENTRY_OWN)
            e = NULL;
        if (scope->base_count > 0 &&
            (!e || e->how == ENTRY_INHERITED || e->how == ENTRY_AMBIGUOUS))
            e = scope_inherited(m, scope, ident->folded);
        if (!e || !e->symbol)
            continue;
        *wrong =
            is_ambiguous(m, ident, e) || !is_spelled_so(m, ident, e->symbol);
        if (*wrong)
            return NULL;
        if (!name->absolute)
            introduce(m, ident, e->symbol, scope);
        return e->symbol;
    }
    return NULL;
}

static void suggest(struct sema *m, const char *name, struct scope *scope,
                    bool outward)
{
    const char *best = NULL;
    const struct symbol *where = NULL;
    unsigned distance = 3;

    if (m->suggestions++ >= SUGGESTIONS)
        return;
    for (; scope; scope = outward ? scope->outer : NULL) {
        const struct symbol *sym;

        for (sym = scope->first; sym; sym = sym->next) {
            const char *nearer = diag_nearer(name, sym->name, best, &distance);

            if (nearer != best)
                where = sym;
            best = nearer;
        }
    }
    if (best)
        diag_note(m->s, where->where, "did you mean '%s'?", best);
}

/* The next part of a scoped name, in the scope that the last one named. */
static struct symbol *find_next(struct sema *m, struct symbol *in,
                                const struct corba_ident *ident, bool silent)
{
    const struct entry *e;

    if (!in->scope) {
        diag(m->s, E0209, ident->where, in->name, symbol_word(in->kind));
        return NULL;
    }
    e = search(m, in->scope, ident->folded);
    if (!e || !e->symbol) {
        if (silent)
            return NULL;
        diag(m->s, E0210, ident->where, in->name, ident->text);
        suggest(m, ident->text, in->scope, false);
        return NULL;
    }
    if (is_ambiguous(m, ident, e) || !is_spelled_so(m, ident, e->symbol))
        return NULL;
    return e->symbol;
}

static struct symbol *resolve(struct sema *m,
                              const struct corba_scoped_name *name, bool silent)
{
    const struct corba_ident *part = name->first;
    bool wrong = false;
    struct symbol *sym = find_first(m, name, &wrong);

    if (!sym && !wrong && !silent) {
        diag(m->s, E0211, part->where, part->text);
        suggest(m, part->text, name->absolute ? m->global : m->scope, true);
    }
    for (part = part->next; sym && part; part = part->next)
        sym = find_next(m, sym, part, silent);
    return sym;
}

struct symbol *scope_resolve(struct sema *m,
                             const struct corba_scoped_name *name)
{
    return resolve(m, name, false);
}

struct symbol *scope_find(struct sema *m, const struct corba_scoped_name *name)
{
    return resolve(m, name, true);
}
