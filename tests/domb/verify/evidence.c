#include "evidence.h"

#include <stdio.h>
#include <string.h>

/* "(d1) domb: key ...", and the latch. */
static void take_key(unsigned char key[CONSOLE_KEY])
{
    char text[1024];
    const char *why;
    int len = snprintf(text, sizeof text,
                       "(d1) %s(XEN) Flask: committed booleans { "
                       "boot_phase:0 }\n",
                       machine.text);

    scene_check(console_key(key, text, (size_t)len, "boot_phase", &why));
}

static void set_reference(struct reference *r)
{
    memset(r, 0, sizeof *r);
    r->has_kernel = r->has_ramdisk = r->has_config = true;
    r->kernel[0] = 0x4b;
    r->config[0] = 0xcf;
    r->modules[0][0] = 0x6d;
    r->module_count = 1;
}

void evidence_make(struct evidence *e, uint32_t selection)
{
    static const unsigned char module[MEASURE_DIGEST] = {0x6d};
    struct judge_given *g = &e->given;

    machine_open(true);
    memset(e, 0, sizeof *e);
    memset(g->nonce, 0x6e, sizeof g->nonce);
    take_key(g->key);
    (void)guard_Modules_may_load(&machine_modules, module, &machine_scene.env);
    (void)machine_build(4, 0x4a);
    (void)machine_build(5, 0x4b);
    (void)machine_build(6, 0x4c);
    machine.caller = 5;
    attest_Witness_sign(&machine_witness, g->nonce, selection, &e->quote,
                        &machine_scene.env);
    scene_expect(&machine_scene, IVMC_OK);
    g->log_len = machine_log(e->log, sizeof e->log);
    machine_close();
    set_reference(&e->reference);
    g->reference = &e->reference;
    g->quote = &e->quote;
    g->quote_len = sizeof e->quote;
    g->log = e->log;
}
