/*
 * The members or parameters that attributes may name. Scopes are used again,
 * and the small ones, which are most, are searched from end to end.
 */
#include "sema/dce/dce_sema.h"

enum { SMALL_SCOPE = 12 };

const struct dce_scope dce_no_scope;

struct dce_scope *dce_scope_make(struct dce_sema *c)
{
    struct dce_scope *scope = c->free_scopes;

    if (!scope)
        return ARENA_NEW(c->arena, struct dce_scope);
    c->free_scopes = scope->next_free;
    scope->count = 0;
    scope->index = NULL;
    scope->is_opaque = false;
    return scope;
}

void dce_scope_done(struct dce_sema *c, struct dce_scope *scope)
{
    scope->next_free = c->free_scopes;
    c->free_scopes = scope;
}

size_t dce_scope_find(const struct dce_scope *scope, const char *name)
{
    if (scope->index)
        return (size_t)(uintptr_t)table_get(scope->index, name);
    for (size_t i = 0; i < scope->count; i++)
        if (scope->slots[i].name.text == name)
            return i + 1;
    return 0;
}

static void enter(struct dce_scope *scope, size_t i)
{
    table_put(scope->index, scope->slots[i].name.text,
              (void *)(uintptr_t)(i + 1));
}

bool dce_scope_add(struct dce_sema *c, struct dce_scope *scope,
                   const struct dce_slot *slot)
{
    size_t old = dce_scope_find(scope, slot->name.text);

    if (old) {
        diag(c->s, E0523, slot->name.where, slot->name.text);
        diag_note(c->s, scope->slots[old - 1].name.where,
                  "'%s' first declared here", slot->name.text);
        return false;
    }
    if (scope->count == scope->cap) {
        size_t cap = scope->cap ? 2 * scope->cap : 4;

        scope->slots = arena_grow(c->arena, scope->slots, scope->count, cap,
                                  sizeof(*scope->slots));
        scope->cap = cap;
    }
    scope->slots[scope->count++] = *slot;
    if (scope->index)
        enter(scope, scope->count - 1);
    if (scope->index || scope->count <= SMALL_SCOPE)
        return true;
    scope->index = table_create(c->arena);
    for (size_t i = 0; i < scope->count; i++)
        enter(scope, i);
    return true;
}
