/* Octets as text. */
#ifndef VERIFY_HEX_H
#define VERIFY_HEX_H

#include <stdbool.h>
#include <stddef.h>

/* 2 * len digits; whatever follows is the caller's to look at. */
bool hex_read(unsigned char *to, size_t len, const char *text, size_t text_len);

/* `text` has room for 2 * len digits and a NUL. Gives it. */
const char *hex_write(char *text, const unsigned char *octets, size_t len);

#endif /* VERIFY_HEX_H */
