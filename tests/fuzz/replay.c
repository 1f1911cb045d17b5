/*
 * replay ROUNDS FILE...: each file through the compiler, and ROUNDS times
 * changed along its structure. The same arguments make the same texts. A text
 * that is being compiled when the program dies is in fuzz-died.idl; one that
 * takes longer than half a minute is as bad.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST = 64 * 1024, PATIENCE_S = 30 };

static uint8_t original[LARGEST], text[LARGEST];

static bool read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");

    if (!f)
        return false;
    *size = fread(original, 1, sizeof original, f);
    fclose(f);
    return true;
}

/* What a signal leaves for whoever looks. */
static void keep(size_t size)
{
    FILE *f = fopen("fuzz-died.idl", "wb");

    if (!f || fwrite(text, 1, size, f) != size || fclose(f) != 0) {
        perror("fuzz-died.idl");
        exit(2);
    }
}

static void play(size_t size)
{
    keep(size);
    alarm(PATIENCE_S);
    fuzz_compile(text, size);
    alarm(0);
}

int main(int argc, char **argv)
{
    uint32_t rounds = argc > 1 ? (uint32_t)atoi(argv[1]) : 0, round;
    unsigned long played = 0;
    size_t size, changed;
    int i;

    for (i = 2; i < argc; i++) {
        if (!read_file(argv[i], &size)) {
            perror(argv[i]);
            return 2;
        }
        memcpy(text, original, size);
        play(size);
        for (round = 1; round <= rounds; round++) {
            memcpy(text, original, size);
            changed = fuzz_mutate(text, size, sizeof text,
                                  round + 1000 * (uint32_t)i);
            if (changed)
                play(changed);
            played += changed != 0;
        }
    }
    unlink("fuzz-died.idl");
    printf("%d files, %lu texts made of them\n", argc - 2, played);
    return argc > 2 && (rounds == 0 || played > 0) ? 0 : 2;
}
