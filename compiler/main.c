/*
 * idlc: the pipeline from IDL to C, top to bottom.
 */
#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "ir/ir.h"
#include "options.h"
#include "sema/sema.h"
#include "session.h"
#include "support/file_write.h"
#include "syntax/depend.h"
#include "syntax/syntax.h"
#include "wire/wire.h"

/* ---- parse and check ---------------------------------------------------- */

static const struct ir_unit *check_corba(struct session *s,
                                         struct source_text *text)
{
    const struct corba_unit *tree = corba_parse(s, text);

    if (tree && s->options.dump == DUMP_AST)
        corba_dump(tree);
    return tree ? sema_corba(s, tree) : NULL;
}

static const struct ir_unit *check_dce(struct session *s,
                                       struct source_text *text)
{
    const struct dce_unit *tree = dce_parse(s, text);

    if (tree && s->options.dump == DUMP_AST)
        dce_dump(tree);
    return tree ? sema_dce(s, tree) : NULL;
}

/* A file in the other language gives errors that need this explanation. */
static void tell_language(struct session *s, enum language language)
{
    if (s->options.language == LANGUAGE_UNKNOWN && diag_error_count(s))
        diag_remark(s, "taken for %s IDL; -x names the language",
                    language == LANGUAGE_DCE ? "DCE" : "CORBA");
}

static struct source_text *read_input(struct session *s,
                                      enum language *language)
{
    struct source_range nowhere = {{NULL, NULL, 0, 0}, 0};
    struct source_text *text = source_read(s, s->options.input, nowhere);

    *language = s->options.language;
    if (text && *language == LANGUAGE_UNKNOWN)
        *language = source_language(text);
    return text;
}

static const struct ir_unit *check(struct session *s)
{
    enum language language;
    struct source_text *text = read_input(s, &language);
    const struct ir_unit *unit;

    if (!text)
        return NULL;
    unit = language == LANGUAGE_DCE ? check_dce(s, text) : check_corba(s, text);
    tell_language(s, language);
    return diag_error_count(s) ? NULL : unit;
}

/* What DCE imports is known once it has been imported. */
static void print_dependencies(struct session *s)
{
    enum language language;
    struct source_text *text = read_input(s, &language);

    if (text && language == LANGUAGE_DCE)
        check_dce(s, text);
    if (diag_error_count(s) == 0)
        depend_print(s);
}

/* ---- lay out, emit, report ---------------------------------------------- */

static void dump(struct session *s, const struct ir_unit *unit)
{
    if (s->options.dump == DUMP_IR)
        ir_dump(unit);
    else if (s->options.dump == DUMP_JSON)
        ir_dump_json(unit);
}

/* What was asked for needs no plans. */
static bool is_dumped(const struct session *s)
{
    return s->options.dump != DUMP_NONE && s->options.dump != DUMP_WIRE;
}

static void flush_output(struct session *s)
{
    if (s->exit_status || (fflush(stdout) == 0 && !ferror(stdout)))
        return;
    s->exit_status = EXIT_INPUT_OUTPUT;
    diag_plain(s, E0014, "standard output", strerror(errno));
}

static void compile(struct session *s)
{
    struct file_set *files = file_set_create(s);
    const struct ir_unit *unit = check(s);
    const struct wire_unit *wire;
    const struct backend *backend;

    if (!unit)
        return;
    dump(s, unit);
    if (s->options.check_only || is_dumped(s))
        return;
    wire = wire_lay_out(s, unit);
    if (!wire)
        return;
    if (s->options.dump == DUMP_WIRE) {
        wire_dump(s, wire);
        return;
    }
    backend = backend_find(s->options.backend);
    if (!backend->check(s, backend, wire))
        return;
    if (s->options.report)
        report_print(s, backend, wire);
    backend->emit(s, backend, wire, files);
    if (s->options.deps)
        depend_add(s, files);
    /* A report that nobody can read is an error before the files are there. */
    flush_output(s);
    if (diag_error_count(s) == 0)
        file_set_commit(files);
    else
        file_set_drop(files);
}

/* ---- the run ------------------------------------------------------------ */

/*
 * Our pipes and files never become a missing standard stream. Reading a missing
 * input or writing a missing output fails.
 */
static void open_standard_streams(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    int fd;

    for (fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
            break;
}

/*
 * Trees, scopes and files are large and end one after the other. glibc learns
 * from the first that is freed to keep such memory for later: here it would
 * be kept beside what comes next.
 */
static void return_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 64 * 1024);
#endif
}

static int run(struct session *s, int argc, char **argv)
{
    switch (options_parse(s, argc, argv)) {
    case OPTIONS_TOLD:
        flush_output(s);
        return s->exit_status;
    case OPTIONS_WRONG:
        return EXIT_WRONG_USAGE;
    case OPTIONS_RUN:
        break;
    }
    s->idl_dir = source_idl_dir(s->arena);
    if (s->options.preprocess_only)
        source_print_preprocessed(s, s->options.input);
    else if (s->options.deps_only)
        print_dependencies(s);
    else
        compile(s);
    flush_output(s);
    diag_summary(s);
    if (s->exit_status)
        return s->exit_status;
    return diag_error_count(s) ? EXIT_ERRORS : 0;
}

int main(int argc, char **argv)
{
    struct session *s;
    int status;

    open_standard_streams();
    return_memory();
    s = session_create(stderr);
    status = run(s, argc, argv);
    session_destroy(s);
    return status;
}
