/* What those who call the builder with bad intent need: domains, tokens. */
#ifndef STAGE_H
#define STAGE_H

#include "tokens.h"
#include "toolstack.h"

#include <xenctrl.h>

struct stage {
    xc_interface *xc;
    struct builder builder;
    struct ivmc_object object; /* domb::Builder */
    uint16_t builder_domid;
    uint32_t building; /* the label's number */
    struct ivmc_channel *tokens;
    struct ivmc_object keeper;
    struct ivmc_env env; /* the keeper's */
    unsigned char memory[tokens_Keeper_MEMORY(2048)];
};

/* False after having said why. */
bool stage_open(struct stage *s);
void stage_close(struct stage *s);

/* Calls the builder over a new connection; false when there is no builder. */
bool stage_reconnect(struct stage *s);

/* A token for a file of /guest; all zero when it was refused. */
struct domb_Image stage_mint(struct stage *s, const char *path);

/*
 * An empty domain of so many MiB that is to be filled, as libxl would make it,
 * in `spec`, with the kernel and no command line. False with errno.
 */
bool stage_create(struct stage *s, uint32_t mib,
                  const struct domb_Image *kernel, struct domb_Spec *spec);
void stage_destroy(struct stage *s, const struct domb_Spec *spec);

/* Whether it is as it was created: paused, and in the building label. */
bool stage_is_untouched(struct stage *s, uint32_t domid);

/* One number for all domains: label, state and memory of each but Dom0. */
uint64_t stage_sum_of_domains(struct stage *s);

/* The call: IVMC_OK, or what the environment says; `why` if it was refused. */
enum ivmc_status stage_build(struct stage *s, const struct domb_Spec *spec,
                             struct domb_Built *built, int *why);

#define NOT_REFUSED (-1)

#endif /* STAGE_H */
