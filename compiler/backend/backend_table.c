/* The back ends there are. A new one is a folder and two lines here. */
#include <stddef.h>

#include "backend/backend.h"
#include "backend/l4/l4.h"
#include "backend/local/local.h"
#include "backend/sockets/sockets.h"
#include "backend/xen/xen.h"

const struct backend *const backend_table[] = {
    &backend_l4,
    &backend_local,
    &backend_sockets,
    &backend_xen,
    NULL,
};
