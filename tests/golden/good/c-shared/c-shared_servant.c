/* A servant to fill in, made by idlc from c-shared.idl. It is yours. */
#include "c-shared.h"

/* ---- box::Store ---- */

/*
 * Writes `octets` from octet `at` on.
 * Raises box::Full.
 */
static void do_box_Store_write(void *servant, uint64_t at,
                               const struct ivmc_shared *octets,
                               struct ivmc_env *env)
{
    (void)servant;
    (void)at;
    (void)octets;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

static uint32_t do_box_Store_add(void *servant, const struct ivmc_shared *lines,
                                 const char *name,
                                 const volatile uint8_t first[512],
                                 struct ivmc_env *env)
{
    uint32_t result = 0;

    (void)servant;
    (void)lines;
    (void)name;
    (void)first;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static bool do_box_Store_check(void *servant, uint16_t most,
                               const struct ivmc_shared *octets,
                               struct ivmc_env *env)
{
    bool result = false;

    (void)servant;
    (void)most;
    (void)octets;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static void do_box_Store_note(void *servant, const volatile uint8_t first[512],
                              struct ivmc_env *env)
{
    (void)servant;
    (void)first;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

/* For box_Store_serve(server, &box_Store_servant, state, &key). */
extern const struct box_Store_epv box_Store_servant;
const struct box_Store_epv box_Store_servant = {
    .write = do_box_Store_write,
    .add = do_box_Store_add,
    .check = do_box_Store_check,
    .note = do_box_Store_note,
};
