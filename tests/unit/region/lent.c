#include "lent.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static int descriptors, mappings;

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int n = 0;

    ck_assert_ptr_nonnull(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

static int count_mappings(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    int n = 0;

    ck_assert_ptr_nonnull(maps);
    while (fgets(line, sizeof line, maps))
        n += strstr(line, "memfd:") != NULL;
    fclose(maps);
    return n;
}

void lent_count(void)
{
    descriptors = count_descriptors();
    mappings = count_mappings();
}

void lent_count_again(void)
{
    ck_assert_int_eq(count_descriptors(), descriptors);
    ck_assert_int_eq(count_mappings(), mappings);
}

void lent_make(struct ivmc_memory *memory, struct ivmc_region *offer,
               uint64_t size, uint32_t rights)
{
    ck_status(ivmc_memory_create(memory, size, rights), IVMC_OK);
    ck_status(ivmc_memory_offer(memory, offer), IVMC_OK);
}

TCase *lent_case(const char *name)
{
    TCase *t = tcase_create(name);

    tcase_add_checked_fixture(t, lent_count, lent_count_again);
    return t;
}
