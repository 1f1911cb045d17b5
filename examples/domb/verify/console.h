/* Whose signature is believed: the key that Xen's console saw at start. */
#ifndef VERIFY_CONSOLE_H
#define VERIFY_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#define CONSOLE_KEY 65 /* octets: 4, x, y */

/*
 * Takes the key out of what was recorded of the console: the only one that a
 * domain printed before `latch`, the boolean of the policy, became 0. Until
 * then Dom0 ran what was measured; after that anybody there can print lines
 * that look the same. False: `*why` says why there is none.
 */
bool console_key(unsigned char key[CONSOLE_KEY], const char *text, size_t len,
                 const char *latch, const char **why);

#endif /* VERIFY_CONSOLE_H */
