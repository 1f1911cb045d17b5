/*
 * The measuring loop that is the same for all contenders.
 *
 *   PROGRAM CONTENDER RECORDS TURNS
 *
 * Prints nanoseconds a turn for both kinds of records, as one object of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "marshal/contender.h"

static const struct bench_marshaller *find(const char *name)
{
    const struct bench_marshaller *m = bench_marshallers;

    while (m->name && strcmp(m->name, name) != 0)
        m++;
    if (!m->name)
        bench_die("no such contender in this program");
    return m;
}

static void measure(const char *kind, void *state,
                    uint64_t (*turn)(void *, uint64_t *, uint64_t *),
                    uint64_t sum, size_t turns)
{
    struct bench_samples encode, decode, both;
    char name[32];
    size_t i;

    bench_samples_init(&encode, turns);
    bench_samples_init(&decode, turns);
    bench_samples_init(&both, turns);
    for (i = 0; i < turns + turns / 5 + 1; i++) {
        uint64_t out = 0, in = 0;

        if (turn(state, &out, &in) != sum)
            bench_die("wrong sum");
        if (i < turns / 5 + 1)
            continue; /* the first ones warm up */
        bench_samples_add(&encode, out);
        bench_samples_add(&decode, in);
        bench_samples_add(&both, out + in);
    }
    snprintf(name, sizeof name, "%s_encode", kind);
    bench_samples_print(name, &encode);
    snprintf(name, sizeof name, "%s_decode", kind);
    printf(", ");
    bench_samples_print(name, &decode);
    printf(", ");
    bench_samples_print(kind, &both);
}

static void measure_plain(const struct bench_marshaller *m, size_t count,
                          size_t turns)
{
    struct plain *all = (struct plain *)bench_memory(count * sizeof *all);
    uint64_t sum = 0;
    size_t i;

    records_fill_plain(all, count);
    for (i = 0; i < count; i++)
        sum += records_add_plain(all[i].id, all[i].kind, all[i].flags, all[i].x,
                                 all[i].y, all[i].a, all[i].b);
    measure("plain", m->prepare_plain(all, count), m->plain, sum, turns);
}

static void measure_mixed(const struct bench_marshaller *m, size_t count,
                          size_t turns)
{
    struct mixed *all = (struct mixed *)bench_memory(count * sizeof *all);
    uint64_t sum = 0;
    size_t i;

    records_fill_mixed(all, count);
    for (i = 0; i < count; i++)
        sum += records_add_mixed(all[i].id, all[i].paint, all[i].valid,
                                 all[i].name, all[i].x, all[i].a);
    measure("mixed", m->prepare_mixed(all, count), m->mixed, sum, turns);
}

int main(int argc, char **argv)
{
    const struct bench_marshaller *m;
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    long turns = argc > 3 ? strtol(argv[3], NULL, 10) : 0;

    if (count <= 0 || turns <= 0)
        bench_die("usage: PROGRAM CONTENDER RECORDS TURNS");
    m = find(argv[1]);
    bench_boost();
    bench_pin(0);
    printf("{");
    if (m->plain) {
        measure_plain(m, (size_t)count, (size_t)turns);
        printf(", ");
    }
    measure_mixed(m, (size_t)count, (size_t)turns);
    printf("}\n");
    return 0;
}
