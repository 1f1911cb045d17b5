/*
 * A child process that is fed on one pipe and drained from two others.
 */
#ifndef IDLC_CHILD_H
#define IDLC_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "support/file_read.h"

enum child_end {
    CHILD_DONE,      /* `status` is that of waitpid */
    CHILD_NOT_FOUND, /* no such program */
    CHILD_FAILED,    /* it could not be run or read: `error` */
    CHILD_TOO_MUCH,  /* more than TEXT_LIMIT of output: ended */
    CHILD_COMPLAINS, /* more than 64 KiB of errors: ended */
    CHILD_SILENT     /* nothing for too long: ended */
};

struct child_result {
    enum child_end end;
    int status, error;
};

/*
 * Runs argv[0], looked for in PATH, with `input` on its standard input (NULL:
 * /dev/null), until its outputs are closed and it has been waited for. A child that gives and takes nothing for
 * `patience_ms` is ended with all its own children.
 */
struct child_result child_run(char *const argv[], const struct octets *input,
                              struct octets *output, struct octets *errors,
                              int patience_ms);

#endif /* IDLC_CHILD_H */
