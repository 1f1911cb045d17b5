#include "backend/local/local.h"

#include "backend/c/c.h"
#include "backend/limits.h"

const struct backend backend_local = {
    .name = "local",
    .summary = "calls inside one process; limits are set at connection",
    .items = true,
    .check = limits_check,
    .emit = c_emit,
};
