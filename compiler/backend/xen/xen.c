#include "backend/xen/xen.h"

#include "backend/c/c.h"
#include "backend/limits.h"

const struct backend backend_xen = {
    .name = "xen",
    .summary = "between Xen domains; limits are set at connection",
    .items = true,
    .labels = true,
    .check = limits_check,
    .emit = c_emit,
};
