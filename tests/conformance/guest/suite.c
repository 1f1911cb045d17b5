/* What the cases want of the package `check`: they run one after the other. */
#include "guest.h"

#include <stdarg.h>
#include <string.h>

#include "conformance.h"

#define MOST_TESTS 16

struct TCase {
    const char *name;
    const TTest *tests[MOST_TESTS];
    uint32_t count;
};

TCase *tcase_create(const char *name)
{
    static struct TCase cases[8];
    static uint32_t used;

    cases[used].name = name;
    return &cases[used++];
}

void tcase_set_timeout(TCase *tc, double timeout)
{
    (void)tc;
    (void)timeout; /* who runs the guest has one */
}

void _tcase_add_test(TCase *tc, const TTest *test, int signal,
                     int allowed_exit_value, int start, int end)
{
    (void)signal;
    (void)allowed_exit_value;
    (void)start;
    (void)end;
    if (tc->count == MOST_TESTS)
        ck_abort_msg("too many tests");
    tc->tests[tc->count++] = test;
}

void _mark_point(const char *file, int line)
{
    (void)file;
    (void)line;
}

/* The texts among the values; numbers stay as they are written in `msg`. */
void _ck_assert_failed(const char *file, int line, const char *expr,
                       const char *msg, ...)
{
    va_list values;
    size_t i;

    (void)expr;
    ivmc_guest_print("FAILED %s:%d: ", file, line);
    va_start(values, msg);
    for (i = 0; msg && msg[i] != '\0'; i++) {
        if (msg[i] == '%' && msg[i + 1] == 's') {
            ivmc_guest_print("%s", va_arg(values, const char *));
            i++;
        } else {
            ivmc_guest_write(msg + i, 1);
        }
        if (msg[i] == '%' && msg[i + 1] != 's')
            (void)va_arg(values, intmax_t);
    }
    va_end(values);
    ivmc_guest_print("\n");
    ivmc_guest_end(true);
}

static void run(const TCase *tc)
{
    uint32_t i;

    for (i = 0; i < tc->count; i++) {
        ivmc_guest_print("%s: %s\n", tc->name, tc->tests[i]->name);
        tc->tests[i]->fn(0);
    }
}

void guest_has_its_ports(void)
{
    uint32_t port;

    ck_status(ivmc_guest_port_offer(0, &port), IVMC_OK);
    ck_assert_uint_lt(port, 8); /* the lowest that is free */
    ivmc_guest_port_close(port);
}

void guest_cases(void)
{
    run(cases_calls());
    run(cases_sizes());
    run(cases_failures());
    run(cases_several());
    run(cases_items());
    guest_has_its_ports();
}
