/* A servant to fill in, made by idlc from c-inheritance.idl. It is yours. */
#include "c-inheritance.h"

/* ---- family::Base ---- */

static int32_t do_family_Base__get_id(void *servant, struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static const char *do_family_Base_who(void *servant, struct ivmc_env *env)
{
    const char *result = "";

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* Raises family::Refused, family::Closed. */
static void do_family_Base_fail(void *servant, int32_t how,
                                struct ivmc_env *env)
{
    (void)servant;
    (void)how;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

/* For family_Base_serve(server, &family_Base_servant, state, &key). */
extern const struct family_Base_epv family_Base_servant;
const struct family_Base_epv family_Base_servant = {
    ._get_id = do_family_Base__get_id,
    .who = do_family_Base_who,
    .fail = do_family_Base_fail,
};

/* ---- family::Left ---- */

static int32_t do_family_Left__get_id(void *servant, struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static const char *do_family_Left_who(void *servant, struct ivmc_env *env)
{
    const char *result = "";

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* Raises family::Refused, family::Closed. */
static void do_family_Left_fail(void *servant, int32_t how,
                                struct ivmc_env *env)
{
    (void)servant;
    (void)how;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

static int32_t do_family_Left__get_hand(void *servant, struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static void do_family_Left__set_hand(void *servant, int32_t value,
                                     struct ivmc_env *env)
{
    (void)servant;
    (void)value;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

static void do_family_Left_poke(void *servant, int32_t x, struct ivmc_env *env)
{
    (void)servant;
    (void)x;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

/* For family_Left_serve(server, &family_Left_servant, state, &key). */
extern const struct family_Left_epv family_Left_servant;
const struct family_Left_epv family_Left_servant = {
    ._get_id = do_family_Left__get_id,
    .who = do_family_Left_who,
    .fail = do_family_Left_fail,
    ._get_hand = do_family_Left__get_hand,
    ._set_hand = do_family_Left__set_hand,
    .poke = do_family_Left_poke,
};

/* ---- family::Right ---- */

static int32_t do_family_Right__get_id(void *servant, struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static const char *do_family_Right_who(void *servant, struct ivmc_env *env)
{
    const char *result = "";

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* Raises family::Refused, family::Closed. */
static void do_family_Right_fail(void *servant, int32_t how,
                                 struct ivmc_env *env)
{
    (void)servant;
    (void)how;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

static const char *do_family_Right__get_label(void *servant,
                                              struct ivmc_env *env)
{
    const char *result = "";

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static void do_family_Right__set_label(void *servant, const char *value,
                                       struct ivmc_env *env)
{
    (void)servant;
    (void)value;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

/* Raises family::Right::Odd. */
static int32_t do_family_Right_half(void *servant, int32_t x,
                                    struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    (void)x;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* For family_Right_serve(server, &family_Right_servant, state, &key). */
extern const struct family_Right_epv family_Right_servant;
const struct family_Right_epv family_Right_servant = {
    ._get_id = do_family_Right__get_id,
    .who = do_family_Right_who,
    .fail = do_family_Right_fail,
    ._get_label = do_family_Right__get_label,
    ._set_label = do_family_Right__set_label,
    .half = do_family_Right_half,
};

/* ---- family::Both ---- */

static int32_t do_family_Both__get_id(void *servant, struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static const char *do_family_Both_who(void *servant, struct ivmc_env *env)
{
    const char *result = "";

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* Raises family::Refused, family::Closed. */
static void do_family_Both_fail(void *servant, int32_t how,
                                struct ivmc_env *env)
{
    (void)servant;
    (void)how;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

static int32_t do_family_Both__get_hand(void *servant, struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static void do_family_Both__set_hand(void *servant, int32_t value,
                                     struct ivmc_env *env)
{
    (void)servant;
    (void)value;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

static void do_family_Both_poke(void *servant, int32_t x, struct ivmc_env *env)
{
    (void)servant;
    (void)x;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

static const char *do_family_Both__get_label(void *servant,
                                             struct ivmc_env *env)
{
    const char *result = "";

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static void do_family_Both__set_label(void *servant, const char *value,
                                      struct ivmc_env *env)
{
    (void)servant;
    (void)value;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

/* Raises family::Right::Odd. */
static int32_t do_family_Both_half(void *servant, int32_t x,
                                   struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    (void)x;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* Raises family::Closed, family::Right::Odd. */
static int32_t do_family_Both_sum(void *servant, struct ivmc_env *env)
{
    int32_t result = 0;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* For family_Both_serve(server, &family_Both_servant, state, &key). */
extern const struct family_Both_epv family_Both_servant;
const struct family_Both_epv family_Both_servant = {
    ._get_id = do_family_Both__get_id,
    .who = do_family_Both_who,
    .fail = do_family_Both_fail,
    ._get_hand = do_family_Both__get_hand,
    ._set_hand = do_family_Both__set_hand,
    .poke = do_family_Both_poke,
    ._get_label = do_family_Both__get_label,
    ._set_label = do_family_Both__set_label,
    .half = do_family_Both_half,
    .sum = do_family_Both_sum,
};

/* ---- family::Empty ---- */

/* For family_Empty_serve(server, &family_Empty_servant, state, &key). */
extern const struct family_Empty_epv family_Empty_servant;
const struct family_Empty_epv family_Empty_servant = {
    0,
};

/* ---- family::OnlyAttribute ---- */

static bool do_family_OnlyAttribute__get_on(void *servant, struct ivmc_env *env)
{
    bool result = false;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static void do_family_OnlyAttribute__set_on(void *servant, bool value,
                                            struct ivmc_env *env)
{
    (void)servant;
    (void)value;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

/*
 * For family_OnlyAttribute_serve(server, &family_OnlyAttribute_servant, state,
 * &key).
 */
extern const struct family_OnlyAttribute_epv family_OnlyAttribute_servant;
const struct family_OnlyAttribute_epv family_OnlyAttribute_servant = {
    ._get_on = do_family_OnlyAttribute__get_on,
    ._set_on = do_family_OnlyAttribute__set_on,
};

/* ---- family::Child ---- */

static bool do_family_Child__get_on(void *servant, struct ivmc_env *env)
{
    bool result = false;

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

static void do_family_Child__set_on(void *servant, bool value,
                                    struct ivmc_env *env)
{
    (void)servant;
    (void)value;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
}

/* For family_Child_serve(server, &family_Child_servant, state, &key). */
extern const struct family_Child_epv family_Child_servant;
const struct family_Child_epv family_Child_servant = {
    ._get_on = do_family_Child__get_on,
    ._set_on = do_family_Child__set_on,
};

/* ---- family::Other ---- */

static const char *do_family_Other_who(void *servant, struct ivmc_env *env)
{
    const char *result = "";

    (void)servant;
    ivmc_env_fail(env, IVMC_SERVANT_FAILED); /* to be written */
    return result;
}

/* For family_Other_serve(server, &family_Other_servant, state, &key). */
extern const struct family_Other_epv family_Other_servant;
const struct family_Other_epv family_Other_servant = {
    .who = do_family_Other_who,
};
