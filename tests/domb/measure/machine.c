#include "machine.h"

#include <ivmc/guest.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct machine machine;
struct scene machine_scene;
struct ivmc_object machine_witness, machine_modules;

/* ---- of the guest library ----------------------------------------------------- */

bool ivmc_guest_rdrand(uint64_t *number)
{
    static uint64_t state;

    state += UINT64_C(0x9e3779b97f4a7c15);
    *number = state;
    return machine.rdrand;
}

void ivmc_guest_print(const char *format, ...)
{
    size_t len = strlen(machine.text);
    va_list values;

    va_start(values, format);
    (void)vsnprintf(machine.text + len, sizeof machine.text - len, format,
                    values);
    va_end(values);
}

size_t ivmc_guest_format(char *to, size_t cap, const char *format, ...)
{
    va_list values;
    int len;

    va_start(values, format);
    len = vsnprintf(to, cap, format, values);
    va_end(values);
    return (size_t)len;
}

/* ---- the hypervisor -------------------------------------------------------------- */

static bool caller(uint16_t *domid)
{
    *domid = machine.caller;
    return !machine.nobody;
}

static long next_domain(uint16_t from, uint16_t *domid,
                        unsigned char handle[16])
{
    uint16_t n;

    for (n = from; n < MACHINE_UP; n++) {
        if (machine.hidden[n])
            return -13;
        if (machine.exists[n]) {
            *domid = n;
            memcpy(handle, machine.handle[n], MEASURE_HANDLE);
            return 0;
        }
    }
    return ATTEST_NO_DOMAIN;
}

/* ---- the scene ------------------------------------------------------------------- */

void machine_open(bool rdrand)
{
    static const struct attest_world world = {MACHINE_OWN, caller, next_domain};
    static const struct guard_Modules_epv nothing;
    uint64_t key;

    machine.text[0] = '\0';
    machine.rdrand = rdrand;
    machine.exists[0] = true;
    machine.exists[MACHINE_OWN] = true;
    attest_start();

    /* The scene opens with an object; it is none of ours. */
    scene_open(&machine_scene, &guard_Modules_skeleton, &nothing, NULL);
    scene_check(ivmc_server_remove(&machine_scene.server, machine_scene.key) ==
                IVMC_OK);

    scene_check(attest_serve(&machine_scene.server, &world, &key) == IVMC_OK);
    (void)attest_Witness_bind(scene_channel(&machine_scene), key,
                              &machine_witness, &machine_scene.env);
    scene_expect(&machine_scene, IVMC_OK);
    scene_check(guard_serve(&machine_scene.server, &world, &key) == IVMC_OK);
    (void)guard_Modules_bind(scene_channel(&machine_scene), key,
                             &machine_modules, &machine_scene.env);
    scene_expect(&machine_scene, IVMC_OK);
}

void machine_close(void)
{
    scene_close(&machine_scene);
}

uint32_t machine_build(uint16_t domid, unsigned char kernel)
{
    struct log_domain d = {.domid = domid};

    machine.exists[domid] = true;
    memset(machine.handle[domid], kernel ^ 0x55, MEASURE_HANDLE);
    memcpy(d.handle, machine.handle[domid], MEASURE_HANDLE);
    d.kernel[0] = kernel;
    d.config[0] = 0xcf;
    scene_check(log_room());
    return log_build(&d);
}

uint32_t machine_log(unsigned char *to, uint32_t cap)
{
    struct attest_Octets piece = {0};
    uint32_t len = 0;
    uint32_t size;

    for (;;) {
        size = attest_Witness_log(&machine_witness, len, &piece,
                                  &machine_scene.env);
        scene_expect(&machine_scene, IVMC_OK);
        if (piece.len == 0)
            break;
        scene_check(len + piece.len <= cap);
        memcpy(to + len, piece.data, piece.len);
        len += piece.len;
    }
    scene_check(len == size);
    return len;
}
