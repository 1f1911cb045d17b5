/* Event channels and labels. */
#include "hypervisor.h"

#include <xen/errno.h>

START_TEST(ports_are_made_and_watched)
{
    uint32_t port = 0;

    hypervisor_reset();
    ck_assert(ivmc_guest_port_offer(7, &port) == IVMC_OK);
    ck_assert_uint_eq(port, 17);
    ck_assert(!ivmc_guest_port_connected(port));
    ck_assert(ivmc_guest_port_bind(7, 5, &port) == IVMC_OK);
    ck_assert_uint_eq(port, 18);
    ck_assert(ivmc_guest_port_connected(port));
    ck_assert(ivmc_guest_port_bind(7, 99, &port) == IVMC_PEER_GONE);
    ck_assert_uint_eq(port, 18);
}
END_TEST

START_TEST(a_bell_is_heard_once)
{
    hypervisor_reset();
    hypervisor_ring(130);
    ck_assert(!ivmc_guest_port_rung(129));
    ck_assert(ivmc_guest_port_rung(130));
    ck_assert(!ivmc_guest_port_rung(130));
    /* A port's next owner does not hear it. */
    hypervisor_ring(130);
    ivmc_guest_port_close(130);
    ck_assert(!ivmc_guest_port_rung(130));
}
END_TEST

START_TEST(sleep_ends)
{
    const uint32_t ports[] = {4, 70};
    uint64_t end;

    hypervisor_reset();
    end = ivmc_guest_now() + 5000000;
    ivmc_guest_wait(ports, 2, end);
    ck_assert_uint_ge(ivmc_guest_now(), end);
    hypervisor_ring(70);
    end = ivmc_guest_now() + 5000000;
    ivmc_guest_wait(ports, 2, end);
    ck_assert_uint_lt(ivmc_guest_now(), end);
}
END_TEST

START_TEST(labels_are_the_hypervisors)
{
    char label[32];

    hypervisor_reset();
    ck_assert(ivmc_guest_port_label(18, label, sizeof label) == IVMC_OK);
    ck_assert_str_eq(label, "system_u:system_r:guest_t");
    /* It ends in a NUL, or is refused. */
    ck_assert(ivmc_guest_port_label(18, label, 27) == IVMC_OK);
    ck_assert(ivmc_guest_port_label(18, label, 26) == IVMC_REFUSED);
    ck_assert_str_eq(label, "");
}
END_TEST

START_TEST(why_there_is_no_label)
{
    static const struct {
        long result;
        enum ivmc_status status;
    } known[] = {{-XEN_ENOSYS, IVMC_BAD_OPERATION},
                 {-XEN_EOPNOTSUPP, IVMC_BAD_OPERATION},
                 {-XEN_EINVAL, IVMC_PEER_GONE},
                 {-XEN_EACCES, IVMC_REFUSED}};
    char label[32];
    size_t i;

    hypervisor_reset();
    for (i = 0; i < sizeof known / sizeof *known; i++) {
        xen.flask_result = known[i].result;
        ck_assert(ivmc_guest_port_label(18, label, sizeof label) ==
                  known[i].status);
        ck_assert_str_eq(label, "");
    }
}
END_TEST

TCase *event_cases(void)
{
    TCase *t = tcase_create("event");

    tcase_add_test(t, ports_are_made_and_watched);
    tcase_add_test(t, a_bell_is_heard_once);
    tcase_add_test(t, sleep_ends);
    tcase_add_test(t, labels_are_the_hypervisors);
    tcase_add_test(t, why_there_is_no_label);
    return t;
}
