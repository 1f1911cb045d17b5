/*
 * The command line.
 */
#ifndef IDLC_OPTIONS_H
#define IDLC_OPTIONS_H

#include "session.h"

enum options_outcome {
    OPTIONS_RUN,  /* go on with session.options */
    OPTIONS_TOLD, /* --help or --version: all is said */
    OPTIONS_WRONG /* reported */
};

enum options_outcome options_parse(struct session *s, int argc, char **argv);

/* "hello" for "sub/hello.idl", "stdin" for standard input. */
const char *options_stem(struct session *s);

/* `stem` and `suffix` in the directory of -o. */
const char *options_output(struct session *s, const char *suffix);

#endif /* IDLC_OPTIONS_H */
