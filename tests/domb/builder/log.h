/* The event log, as the builder uses it. */
#ifndef DOMB_TEST_LOG_H
#define DOMB_TEST_LOG_H

#include "measure.h"

struct test_log {
    bool full;
    uint32_t count;
    struct log_domain last;
};

extern struct test_log test_log;

#endif /* DOMB_TEST_LOG_H */
