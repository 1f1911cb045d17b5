#define _GNU_SOURCE /* memfd_create */
#include "fuzz.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "backend/backend.h"
#include "ir/ir.h"
#include "sema/sema.h"
#include "session.h"
#include "support/file_write.h"
#include "syntax/syntax.h"
#include "wire/wire.h"

/* The text lies in memory that has the name of a file. */
static const char *file_of(const uint8_t *text, size_t size)
{
    static char path[64];
    static int fd = -1;

    if (fd < 0) {
        fd = memfd_create("fuzz", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (fd < 0 || ftruncate(fd, 0) != 0 ||
        pwrite(fd, text, size, 0) != (ssize_t)size) {
        perror("fuzz: no file in memory");
        exit(2);
    }
    return path;
}

static const struct ir_unit *check(struct session *s)
{
    struct source_range nowhere = {{NULL, NULL, 0, 0}, 0};
    struct source_text *text = source_read(s, s->options.input, nowhere);

    if (!text)
        return NULL;
    if (FUZZ_LANGUAGE == LANGUAGE_CORBA) {
        const struct corba_unit *tree = corba_parse(s, text);

        return tree ? sema_corba(s, tree) : NULL;
    } else {
        const struct dce_unit *tree = dce_parse(s, text);

        return tree ? sema_dce(s, tree) : NULL;
    }
}

static void emit(struct session *s, const struct ir_unit *unit)
{
    const struct wire_unit *wire = wire_lay_out(s, unit);
    const struct backend *backend = backend_find(s->options.backend);
    struct file_set *files = file_set_create(s);

    if (wire && backend->check(s, backend, wire))
        backend->emit(s, backend, wire, files);
    file_set_drop(files);
}

static void compile(FILE *diagnostics, const uint8_t *text, size_t size)
{
    struct session *s = session_create(diagnostics);
    const struct ir_unit *unit;

    s->options.input = file_of(text, size);
    s->options.output_dir = "/tmp"; /* files on their way, then dropped */
    s->options.preprocessed = true;
    s->options.async = true;
    s->options.skeleton = true;
    s->options.any = true;
    s->options.relaxed_names = size % 2;
    unit = check(s);
    if (unit && diag_error_count(s) == 0)
        emit(s, unit);
    diag_summary(s);
    session_destroy(s);
}

void fuzz_compile(const uint8_t *text, size_t size)
{
    static FILE *nowhere;
    struct sigaction alarm;

    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    /* idlc ends by it, once it has a file to remove: libFuzzer counts on it. */
    sigaction(SIGALRM, NULL, &alarm);
    compile(nowhere, text, size);
    sigaction(SIGALRM, &alarm, NULL);
}
