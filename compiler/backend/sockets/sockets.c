#include "backend/sockets/sockets.h"

#include "backend/c/c.h"
#include "backend/limits.h"

const struct backend backend_sockets = {
    .name = "sockets",
    .summary = "Unix, TCP and vsock sockets; limits are set at connection",
    .items = true,
    .check = limits_check,
    .emit = c_emit,
};
