/* Where the programs in Dom0 look for each other, and for the builder. */
#ifndef DOMB_NAMES_H
#define DOMB_NAMES_H

#define TOKENS_ADDRESS "unix:/run/vfsback/tokens"
#define BUILDER_LABEL  "system_u:system_r:domb_t"
#define BUILDER_NAME   "domb" /* that its domain serves under */

#endif /* DOMB_NAMES_H */
