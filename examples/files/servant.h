/* The implementation of files::Store over an exported directory. */
#ifndef FILES_SERVANT_H
#define FILES_SERVANT_H

#include "files.h"

#include "export.h"

/* The servant's state is a struct export. */
extern const struct files_Store_epv files_store_epv;

#endif /* FILES_SERVANT_H */
