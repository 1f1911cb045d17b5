/* What travels beside the octets, and that nothing is left open. */
#include <unistd.h>

#include "conformance.h"

/* Passes a file with `number`; the number of the file that came back. */
static uint32_t pass(struct conformance_client *c, uint32_t number)
{
    struct ivmc_region file = {.size = sizeof number, .rights = IVMC_READ};
    struct ivmc_region back;
    uint32_t came = 0;

    file.handle = number_file(number);
    ck_assert_int_ge(file.handle, 0);
    probe_Peer_pass(&c->peer, &file, &back, &c->env);
    close((int)file.handle);
    if (c->env.status == IVMC_OK) {
        came = file_number((int)back.handle);
        if (conformance_transport.items_own)
            close((int)back.handle);
    }
    return came;
}

START_TEST(a_file_each_way)
{
    struct conformance_client c;
    uint32_t i;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (i = 1; i < 50; i++) {
        uint32_t came = pass(&c, i);

        if (conformance_transport.items) {
            ck_status(c.env.status, IVMC_OK);
            ck_assert_uint_eq(came, i + 1);
        } else {
            ck_status(c.env.status, IVMC_NOT_TRANSFERABLE);
        }
        conformance_call_works(&c);
    }
    conformance_close(&c);
}
END_TEST

START_TEST(nothing_for_nothing)
{
    struct ivmc_region none = {.handle = IVMC_NO_HANDLE}, back;
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    probe_Peer_pass(&c.peer, &none, &back, &c.env);
    ck_status(c.env.status, IVMC_OK);
    ck_assert_int_eq(back.handle, IVMC_NO_HANDLE);
    conformance_close(&c);
}
END_TEST

START_TEST(no_descriptor_is_left)
{
    unsigned before = conformance_descriptors();
    struct conformance_client c;
    int round;
    uint32_t i;

    for (round = 0; round < 5; round++) {
        conformance_open(&c, CONFORMANCE_MESSAGE);
        for (i = 0; i < 20; i++)
            pass(&c, i);
        conformance_call_works(&c);
        if (round % 2)
            conformance_transport.stop(&c.pair);
        conformance_close(&c);
        ck_assert_uint_eq(conformance_descriptors(), before);
    }
}
END_TEST

TCase *cases_items(void)
{
    TCase *t = tcase_create("items");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, a_file_each_way);
    tcase_add_test(t, nothing_for_nothing);
    tcase_add_test(t, no_descriptor_is_left);
    return t;
}
