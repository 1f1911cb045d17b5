/* The cases of this program. */
#ifndef CASES_H
#define CASES_H

#include "unit.h"

TCase *rendezvous_cases(void);
TCase *directory_cases(void);
TCase *item_cases(void);
TCase *receipt_cases(void);

#endif /* CASES_H */
