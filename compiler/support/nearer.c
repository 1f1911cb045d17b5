#include <string.h>

#include "support/diag.h"

enum {
    FARTHEST = 3, /* distances of this and more are not told apart */
    LONGEST = 64  /* nobody mistypes longer names by a letter or two */
};

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/*
 * Insertions, deletions, replaced letters and swapped neighbours that make one
 * name of the other, FARTHEST at most: only a band of the table is filled.
 */
static unsigned distance(const char *a, size_t a_len, const char *b,
                         size_t b_len)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2], *spare;
    size_t i, j;

    for (j = 0; j <= b_len; j++)
        above[j] = least((unsigned)j, FARTHEST);
    for (i = 1; i <= a_len; i++) {
        for (j = 0; j <= b_len; j++)
            row[j] = FARTHEST;
        row[0] = least((unsigned)i, FARTHEST);
        for (j = i > FARTHEST ? i - FARTHEST : 1;
             j <= b_len && j < i + FARTHEST; j++) {
            unsigned cost = a[i - 1] != b[j - 1];
            unsigned d = least(above[j] + 1, row[j - 1] + 1);

            d = least(d, above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d = least(d, before[j - 2] + 1);
            row[j] = least(d, FARTHEST);
        }
        spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b_len];
}

const char *diag_nearer(const char *name, const char *candidate,
                        const char *best, unsigned *best_distance)
{
    size_t len = strlen(name), other = strlen(candidate);
    size_t shorter = len < other ? len : other;
    size_t apart = len < other ? other - len : len - other;
    unsigned d;

    if (apart >= *best_distance || len > LONGEST || other > LONGEST)
        return best;
    d = distance(name, len, candidate, other);
    /* Half of a short name replaced is another name. */
    if (d >= *best_distance || d * 2 > shorter)
        return best;
    *best_distance = d;
    return candidate;
}
