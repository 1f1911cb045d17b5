#ifndef IDLC_C_RESERVED_H
#define IDLC_C_RESERVED_H

#include <stdbool.h>

/*
 * Whether C11, C++17 or a header that generated code includes has the name
 * as keyword, macro or type.
 */
bool c_reserved(const char *name);

/* Whether it begins like the functions that generated code calls. */
bool c_like_function(const char *name);

/* Whether generated functions use the name for something of their own. */
bool c_used_in_functions(const char *name);

#endif /* IDLC_C_RESERVED_H */
