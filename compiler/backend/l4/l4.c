#include "backend/l4/l4.h"

#include "backend/c/c.h"
#include "backend/limits.h"

const struct backend backend_l4 = {
    .name = "l4",
    .summary = "the IPC of L4Re; limits are set at connection",
    .needs_bounds = true,
    .registers = true,
    .check = limits_check,
    .emit = c_emit,
};
