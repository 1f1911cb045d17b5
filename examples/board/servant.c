#include "servant.h"

#include <string.h>

#define LIST 16u /* notes of one list: as many as the interface allows */

/* The place of a note, or of the first behind it. */
static uint32_t find(const struct board *b, uint32_t number)
{
    uint32_t i = 0;

    while (i < b->count && b->note[i].number < number)
        i++;
    return i;
}

/* The place of one that is there; else raises, and gives BOARD_NOTES. */
static uint32_t find_or_raise(const struct board *b, uint32_t number,
                              struct ivmc_env *env)
{
    const struct board_Missing missing = {.number = number};
    uint32_t i = find(b, number);

    if (i < b->count && b->note[i].number == number)
        return i;
    board_Missing_raise(env, &missing);
    return BOARD_NOTES;
}

static uint32_t put(void *servant, const char *text, struct ivmc_env *env)
{
    static const struct board_Full full = {.most = BOARD_NOTES};
    struct board *b = servant;
    size_t len = 0;

    if (b->count == BOARD_NOTES) {
        board_Full_raise(env, &full);
        return 0;
    }
    while (text[len] != '\0') /* the skeleton has seen to it that it fits */
        len++;
    memcpy(b->note[b->count].text, text, len + 1);
    b->note[b->count].number = ++b->last;
    b->count++;
    return b->last;
}

static const char *get(void *servant, uint32_t number, struct ivmc_env *env)
{
    const struct board *b = servant;
    uint32_t i = find_or_raise(b, number, env);

    return i < BOARD_NOTES ? b->note[i].text : "";
}

static void take(void *servant, uint32_t number, struct ivmc_env *env)
{
    struct board *b = servant;
    uint32_t i = find_or_raise(b, number, env);

    if (i == BOARD_NOTES)
        return;
    b->count--;
    memmove(&b->note[i], &b->note[i + 1], (b->count - i) * sizeof b->note[0]);
}

static void list(void *servant, uint32_t after, struct board_Notes *result,
                 struct ivmc_env *env)
{
    const struct board *b = servant;
    uint32_t first = find(b, after + 1), i;

    result->data = ivmc_env_alloc(env, LIST * sizeof *result->data);
    if (!result->data)
        return;
    for (i = first; i < b->count && result->len < LIST; i++)
        result->data[result->len++] = (struct board_Note){
            .number = b->note[i].number, .text = b->note[i].text};
}

const struct board_Notebook_epv board_epv = {put, get, take, list};
