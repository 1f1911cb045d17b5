#include "syntax/preprocess.h"

#include <string.h>
#include <sys/wait.h>

#include "support/text.h"
#include "syntax/child.h"
#include "syntax/relay.h"

/* ---- whether ------------------------------------------------------------ */

/* "# 1": what only a preprocessor writes. */
static bool begins_with_marker(const char *text, const char *end)
{
    const char *p = text;

    while (p < end && (text_is_blank(*p) || *p == '\n'))
        p++;
    if (p == end || *p != '#')
        return false;
    p = text_skip_blanks(p + 1, end);
    return p < end && *p >= '0' && *p <= '9';
}

/* Pragmas pass through the preprocessor as they are, if on one line. */
static bool is_plain_pragma(const char *p, const char *end)
{
    const char *line_end = memchr(p, '\n', (size_t)(end - p));

    if (!line_end)
        line_end = end;
    p = text_skip_blanks(p, line_end);
    if (line_end - p < 7 || memcmp(p, "pragma", 6) != 0 || !text_is_blank(p[6]))
        return false;
    return !memchr(p, '\\', (size_t)(line_end - p));
}

static bool has_directive(const char *text, const char *end)
{
    const char *p = text;

    while ((p = memchr(p, '#', (size_t)(end - p)))) {
        const char *before = p;

        while (before > text && text_is_blank(before[-1]))
            before--;
        p++;
        if ((before == text || before[-1] == '\n') && !is_plain_pragma(p, end))
            return true;
    }
    return false;
}

static bool defines_something(const struct string_list *args)
{
    size_t i;

    for (i = 0; i < args->count; i++) {
        if (strncmp(args->items[i], "-D", 2) == 0)
            return true;
    }
    return false;
}

bool preprocess_needed(const struct session *s, const char *text, size_t len)
{
    const char *end = text + len;

    if (len == 0 || begins_with_marker(text, end))
        return false;
    return defines_something(&s->options.cpp_args) || has_directive(text, end);
}

/* ---- running it --------------------------------------------------------- */

static const struct program {
    const char *name;
    bool preprocesses_if_told;
} programs[] = {{"cpp", false}, {"cc", true}, {"gcc", true}, {"clang", true}};

/* It writes as it reads: a minute of nothing means that it waits for a pipe. */
enum { PATIENCE_S = 60 };

enum { PROGRAM_COUNT = sizeof(programs) / sizeof(programs[0]) };

/* What was run, and for which file. */
struct run {
    const char *program;
    const char *name;
    struct source_range imported_at;
};

/* argv wants no const, and nobody writes there. */
static void push(struct arena *a, struct string_list *args, const char *arg)
{
    string_list_add(a, args, arg);
}

/*
 * What is known to be DCE IDL: only that has files that it imports. Headers
 * and IDL that serve MIDL, too, ask for its macro.
 */
static bool is_dce(const struct session *s, struct source_range imported_at)
{
    return s->options.language == LANGUAGE_DCE || imported_at.start.context;
}

static char **arguments(struct session *s, const struct program *program,
                        const struct run *run, bool fed)
{
    const char *path = run->name;

    /* gcc's cost grows with the square of the errors that it reports. */
    static const char *const fixed[] = {
        "-x", "c", "-undef", "-nostdinc", "-C", "-w", "-fmax-errors=100"};
    struct arena *a = s->arena;
    struct string_list args = {NULL, 0};
    char **argv;
    size_t i;

    push(a, &args, program->name);
    if (program->preprocesses_if_told)
        push(a, &args, "-E");
    for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        push(a, &args, fixed[i]);
    if (s->idl_dir)
        push(a, &args, arena_printf(a, "-I%s", s->idl_dir));
    if (is_dce(s, run->imported_at))
        push(a, &args, "-D__midl=1");
    for (i = 0; i < s->options.cpp_args.count; i++)
        push(a, &args, s->options.cpp_args.items[i]);
    if (fed)
        push(a, &args, "-");
    else
        push(a, &args, *path == '-' ? arena_printf(a, "./%s", path) : path);
    argv = ARENA_ARRAY(a, args.count + 1, char *);
    memcpy(argv, args.items, args.count * sizeof(*argv));
    return argv;
}

static bool report(struct session *s, const struct run *run,
                   const struct child_result *r, const struct octets *errors,
                   unsigned errors_before)
{
    const struct source_range at = run->imported_at;

    switch (r->end) {
    case CHILD_NOT_FOUND:
        diag(s, E0021, at, run->name, "cpp, cc, gcc, clang");
        return false;
    case CHILD_FAILED:
        diag(s, E0025, at, run->name, run->program, strerror(r->error));
        return false;
    case CHILD_TOO_MUCH:
        diag(s, E0024, at, run->name, TEXT_LIMIT_MIB);
        return false;
    case CHILD_SILENT:
        diag(s, E0025, at, run->name, run->program,
             arena_printf(s->arena, "nothing came from it for %d seconds",
                          PATIENCE_S));
        return false;
    case CHILD_COMPLAINS:
    case CHILD_DONE:
        break;
    }
    if (diag_error_count(s) != errors_before)
        return false;
    if (WIFSIGNALED(r->status))
        diag(s, E0023, at, run->name, run->program, WTERMSIG(r->status));
    else if (WEXITSTATUS(r->status) != 0)
        diag(s, E0022, at, run->name, run->program, WEXITSTATUS(r->status),
             relay_last(s, errors));
    return r->status == 0;
}

bool preprocess(struct session *s, const char *name, const struct octets *fed,
                struct source_range imported_at, struct octets *out)
{
    struct run run = {NULL, name, imported_at};
    struct child_result r = {CHILD_NOT_FOUND, 0, 0};
    struct octets errors = {NULL, 0, 0};
    unsigned before = diag_error_count(s);
    bool ok;
    int i;

    for (i = 0; i < PROGRAM_COUNT && r.end == CHILD_NOT_FOUND; i++) {
        run.program = programs[i].name;
        r = child_run(arguments(s, &programs[i], &run, fed != NULL), fed, out,
                      &errors, PATIENCE_S * 1000);
    }
    relay_errors(s, &errors, imported_at);
    ok = report(s, &run, &r, &errors, before);
    octets_free(&errors);
    return ok;
}
