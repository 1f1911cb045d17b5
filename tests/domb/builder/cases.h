/* The test's files. */
#ifndef DOMB_TEST_CASES_H
#define DOMB_TEST_CASES_H

#include "unit.h"

TCase *machine_cases(void);

#endif /* DOMB_TEST_CASES_H */
