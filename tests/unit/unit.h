/*
 * What the unit tests of a room define; unit_main.c runs it.
 */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>

Suite *unit_suite(void);

#endif /* UNIT_H */
