#include "visit.h"

#include "board.h"

/* "read 2: milk", without a library to print with. */
static void tell(void (*say)(const char *line), const char *what,
                 uint32_t number, const char *text)
{
    char line[192], digits[10];
    unsigned n = 0, at = 0;

    while (*what != '\0')
        line[at++] = *what++;
    do
        digits[n++] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    while (n > 0)
        line[at++] = digits[--n];
    if (*text != '\0') {
        line[at++] = ':';
        line[at++] = ' ';
    }
    while (*text != '\0' && at < sizeof line - 1)
        line[at++] = *text++;
    line[at] = '\0';
    say(line);
}

static void look(const struct ivmc_object *b, uint32_t number,
                 struct ivmc_env *env, void (*say)(const char *line))
{
    const char *text = board_Notebook_get(b, number, env);
    const struct board_Missing *missing = board_Missing_caught(env);

    if (env->status == IVMC_OK)
        tell(say, "read ", number, text);
    else if (missing)
        tell(say, "there is no note ", missing->number, "");
}

static void list(const struct ivmc_object *b, struct ivmc_env *env,
                 void (*say)(const char *line))
{
    struct board_Notes notes = {0};
    uint32_t i;

    board_Notebook_list(b, 0, &notes, env);
    if (env->status != IVMC_OK)
        return;
    for (i = 0; i < notes.len; i++)
        tell(say, "listed ", notes.data[i].number, notes.data[i].text);
}

enum ivmc_status visit(struct ivmc_channel *channel, void *memory,
                       void (*say)(const char *line))
{
    static const char *const text[] = {"bread", "milk", "a letter to write"};
    struct ivmc_object b;
    struct ivmc_env env;
    uint32_t number[3] = {0};
    unsigned i;

    ivmc_env_init(&env, memory, VISIT_MEMORY);
    board_Notebook_bind(channel, IVMC_ROOT_KEY, &b, &env);
    for (i = 0; i < 3 && env.status == IVMC_OK; i++) {
        number[i] = board_Notebook_put(&b, text[i], &env);
        tell(say, "put up ", number[i], text[i]);
    }
    if (env.status == IVMC_OK)
        look(&b, number[1], &env, say);
    if (env.status == IVMC_OK)
        board_Notebook_take(&b, number[1], &env);
    if (env.status == IVMC_OK)
        look(&b, number[1], &env, say);
    if (env.status == IVMC_EXCEPTION)
        list(&b, &env, say);
    return env.status;
}
