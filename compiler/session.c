#include "session.h"

struct session *session_create(FILE *diagnostics)
{
    struct arena *a = arena_create();
    struct session *s = ARENA_NEW(a, struct session);

    s->arena = a;
    s->scratch = arena_create();
    s->names = intern_create(a);
    s->diag = diag_create(a, diagnostics);
    s->files = table_create(a);
    s->originals = table_create(a);
    s->options.output_dir = ".";
    s->options.backend = "local";
    s->options.client = true;
    s->options.server = true;
    return s;
}

void session_destroy(struct session *s)
{
    arena_destroy(s->scratch);
    arena_destroy(s->arena);
}
