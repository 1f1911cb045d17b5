/*
 * sample FOLDER: a small life of DomB, with the same key each time. Writes
 * console (Xen's), log, quote (domain 5's, over registers 10 and 11) and
 * registers (in hexadecimal, a line each).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

static FILE *create(const char *folder, const char *name)
{
    char path[1024];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "wb");
    if (!f) {
        perror(path);
        exit(2);
    }
    return f;
}

static void close_file(FILE *f)
{
    if (ferror(f) || fclose(f) != 0) {
        perror("sample");
        exit(2);
    }
}

static void write_octets(const char *folder, const char *name,
                         const void *octets, size_t len)
{
    FILE *f = create(folder, name);

    (void)fwrite(octets, 1, len, f);
    close_file(f);
}

/* What Xen makes of it, and the latch. */
static void write_console(const char *folder)
{
    FILE *f = create(folder, "console");

    (void)fprintf(f,
                  "(XEN) Xen version 4.17\r\n(d1) %s"
                  "(XEN) Flask: committed booleans { boot_phase:0 }\r\n",
                  machine.text);
    close_file(f);
}

static void write_registers(const char *folder)
{
    uint8_t values[attest_REGISTERS][32];
    FILE *f = create(folder, "registers");
    int n, i;

    attest_Witness_registers(&machine_witness, values, &machine_scene.env);
    for (n = 0; n < (int)attest_REGISTERS; n++) {
        for (i = 0; i < 32; i++)
            (void)fprintf(f, "%02x", values[n][i]);
        (void)fprintf(f, "\n");
    }
    close_file(f);
}

int main(int argc, char **argv)
{
    static const uint8_t nonce[32] = {1, 2, 3, 4};
    static const unsigned char module[MEASURE_DIGEST] = {0x6d};
    static unsigned char log[65536];
    struct attest_Quote quote;

    if (argc != 2)
        return 2;
    machine_open(true);
    (void)guard_Modules_may_load(&machine_modules, module, &machine_scene.env);
    (void)machine_build(4, 0x4a);
    (void)machine_build(5, 0x4b);
    (void)machine_build(6, 0x4c);
    machine.caller = 5;
    attest_Witness_sign(&machine_witness, nonce, 0xc00, &quote,
                        &machine_scene.env);
    write_console(argv[1]);
    write_octets(argv[1], "quote", &quote, sizeof quote);
    write_octets(argv[1], "log", log, machine_log(log, sizeof log));
    write_registers(argv[1]);
    machine_close();
    return 0;
}
