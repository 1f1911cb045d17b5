#ifndef CALLS_H
#define CALLS_H

#include "stage.h"

/* Says whether it passed, and remembers if it did not. */
void check(const char *name, bool passed);

/* 10,000 requests that are no good ones; some name these domains. */
void malformed(struct stage *s, const struct domb_Image *kernel, int count,
               char **domids);

#endif /* CALLS_H */
