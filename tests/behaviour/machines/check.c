#include <check.h>

#define MOST_TESTS 64
#define MOST_CASES 4

struct planned {
    const struct machines_test *test;
    int from, end;
};

struct TCase {
    void (*set_up)(void), (*tear_down)(void);
    struct planned tests[MOST_TESTS];
    size_t count;
};

struct Suite {
    const char *name;
    TCase *cases[MOST_CASES];
    size_t count;
};

struct SRunner {
    Suite *suite;
};

static void *make(size_t size)
{
    void *made = calloc(1, size);

    if (!made)
        ck_abort_msg("out of memory");
    return made;
}

Suite *suite_create(const char *name)
{
    Suite *s = make(sizeof *s);

    s->name = name;
    return s;
}

TCase *tcase_create(const char *name)
{
    (void)name;
    return make(sizeof(TCase));
}

void suite_add_tcase(Suite *s, TCase *t)
{
    ck_assert(s->count < MOST_CASES);
    s->cases[s->count++] = t;
}

void tcase_add_checked_fixture(TCase *t, void (*set_up)(void),
                               void (*tear_down)(void))
{
    t->set_up = set_up;
    t->tear_down = tear_down;
}

/* ctest has one for the whole program. */
void tcase_set_timeout(TCase *t, double seconds)
{
    (void)t;
    (void)seconds;
}

void tcase_add_loop_test(TCase *t, const struct machines_test *test, int from,
                         int end)
{
    ck_assert(t->count < MOST_TESTS);
    t->tests[t->count++] = (struct planned){test, from, end};
}

SRunner *srunner_create(Suite *s)
{
    SRunner *r = make(sizeof *r);

    r->suite = s;
    return r;
}

static unsigned run_case(const TCase *t)
{
    unsigned count = 0;
    size_t i;
    int n;

    for (i = 0; i < t->count; i++)
        for (n = t->tests[i].from; n < t->tests[i].end; n++) {
            if (t->set_up)
                t->set_up();
            t->tests[i].test->run(n);
            if (t->tear_down)
                t->tear_down();
            count++;
        }
    return count;
}

void srunner_run_all(SRunner *r, enum print_output how)
{
    unsigned count = 0;
    size_t i;

    (void)how;
    for (i = 0; i < r->suite->count; i++)
        count += run_case(r->suite->cases[i]);
    printf("%s: %u tests\n", r->suite->name, count);
    if (count == 0)
        ck_abort_msg("no tests");
}

/* The first failure ended the program. */
int srunner_ntests_failed(SRunner *r)
{
    (void)r;
    return 0;
}

void srunner_free(SRunner *r)
{
    size_t i;

    for (i = 0; i < r->suite->count; i++)
        free(r->suite->cases[i]);
    free(r->suite);
    free(r);
}
