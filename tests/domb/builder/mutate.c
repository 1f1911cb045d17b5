/*
 * mutate seeds FOLDER: writes good inputs for the fuzzer.
 * mutate COUNT [FIRST]: runs the fuzzer's entry on good kernels with so many
 * mutations, each of a seed of its own: `mutate 1 N` does the Nth again. Says
 * how many were built: if none were, the mutations were too wild.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

#define FIXED   8u
#define SOURCES 4

static uint64_t seed;
static unsigned long number; /* of the mutation */

static uint32_t any(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

/* Values at which sums and differences turn over. */
static uint64_t interesting(void)
{
    static const uint64_t values[] = {0,
                                      1,
                                      2,
                                      7,
                                      8,
                                      16,
                                      17,
                                      4095,
                                      4096,
                                      4097,
                                      65535,
                                      65536,
                                      0x200000,
                                      0x7fffffff,
                                      0x80000000,
                                      0xffffffff,
                                      UINT64_C(0x8000000000),
                                      UINT64_C(0x7fffffffffffffff),
                                      UINT64_C(0x8000000000000000),
                                      UINT64_C(0xffffffff80000000),
                                      UINT64_MAX - 4095,
                                      UINT64_MAX};

    return values[any(sizeof values / sizeof values[0])] + any(3) - 1;
}

static void mutate(uint8_t *octets, size_t size, size_t notes)
{
    size_t at = any(2) == 0 ? notes + any(200) : any(64 + 6 * 56);
    uint64_t value = interesting();
    unsigned len = 1u << any(4);

    switch (any(4)) {
    case 0: /* a number of the headers or notes, or next to one */
    case 1:
        at &= ~(size_t)(len - 1);
        if (at + len <= size)
            memcpy(octets + at, &value, len);
        break;
    case 2:
        octets[at] ^= (uint8_t)(1u << any(8));
        break;
    default:
        octets[any((uint32_t)size)] = (uint8_t)any(256);
    }
}

/* What is left to do in a handler: the number is all that is needed. */
static void tell(int sig)
{
    char text[] = "mutation                     \n";
    unsigned long n = number;
    int i;

    for (i = 28; i > 9; i--, n /= 10)
        text[i - 1] = n || i == 28 ? (char)('0' + n % 10) : ' ';
    (void)!write(2, text, sizeof text - 1);
    (void)signal(sig, SIG_DFL);
    (void)raise(sig);
}

static void run_one(const struct image *image)
{
    size_t size = FIXED + image->size;
    uint8_t *octets = malloc(size); /* so that sanitizers know where it ends */
    uint32_t i;

    if (!octets)
        exit(99);
    for (i = 0; i < FIXED; i++)
        octets[i] = (uint8_t)any(256);
    /* Mostly of a size that fits, and without failures of other kinds. */
    octets[7] = (uint8_t)(octets[7] & (any(4) ? 0xfe : 0xff));
    octets[2] = (uint8_t)(octets[2] & (any(4) ? 1 : 31));
    memcpy(octets + FIXED, image->octets, image->size);
    for (i = any(4); i > 0; i--)
        mutate(octets + FIXED, image->size, image->plan.notes);
    if (any(16) == 0)
        size = FIXED + any((uint32_t)image->size);
    (void)LLVMFuzzerTestOneInput(octets, size);
    free(octets);
}

static void make_images(struct image image[SOURCES])
{
    struct image_plan plan = image_guest;

    image_make(&image[0], &plan);
    plan.hypercall_page = 0x505000;
    image_make(&image[1], &plan);
    plan.list_base = UINT64_C(0x8000000000);
    plan.ramdisk_apart = 1;
    image_make(&image[2], &plan);
    plan.loads = 3; /* larger than what is read first */
    plan.load[2].offset = 0x9000;
    plan.load[2].len = plan.load[2].memory = 0x12345;
    plan.load[2].at = 0x510000;
    plan.notes = 0xff80;
    image_make(&image[3], &plan);
}

/* Inputs to begin with, for libFuzzer. */
static int write_seeds(const struct image image[SOURCES], const char *folder)
{
    static const char fixed[FIXED] = {0, 8, 1};
    char path[4096];
    FILE *f;
    int i;

    for (i = 0; i < SOURCES; i++) {
        snprintf(path, sizeof path, "%s/%d", folder, i);
        f = fopen(path, "wb");
        if (!f || fwrite(fixed, FIXED, 1, f) != 1 ||
            fwrite(image[i].octets, image[i].size, 1, f) != 1 || fclose(f) != 0)
            return 99;
    }
    return 0;
}

static int run_all(const struct image image[SOURCES], unsigned long first,
                   unsigned long count)
{
    for (number = first; number < first + count; number++) {
        seed = number * UINT64_C(0x9e3779b97f4a7c15);
        run_one(&image[any(SOURCES)]);
    }
    printf("%lu mutations, %u of them built\n", count, test_log.count);
    /* A tenth at least: they reach what is behind the checks. */
    return count >= 1000 && test_log.count < count / 10;
}

int main(int argc, char **argv)
{
    struct image image[SOURCES];
    int status, i;

    if (argc < 2)
        return 99;
    (void)signal(SIGABRT, tell);
    (void)signal(SIGSEGV, tell);
    make_images(image);
    status = argc > 2 && strcmp(argv[1], "seeds") == 0
                 ? write_seeds(image, argv[2])
                 : run_all(image, argc > 2 ? strtoul(argv[2], NULL, 0) : 0,
                           strtoul(argv[1], NULL, 0));
    for (i = 0; i < SOURCES; i++)
        image_free(&image[i]);
    return status;
}
