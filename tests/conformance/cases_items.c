/*
 * What travels beside the octets, and that nothing is left open; references
 * to objects.
 */
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
    struct conformance_client c;
    unsigned before;
    int round;
    uint32_t i;

    /* What is opened once is left open. */
    conformance_open(&c, CONFORMANCE_MESSAGE);
    conformance_close(&c);
    before = conformance_descriptors();
    for (round = 0; round < 5; round++) {
        conformance_open(&c, CONFORMANCE_MESSAGE);
        for (i = 1; i <= 20; i++)
            pass(&c, i);
        conformance_call_works(&c);
        if (round % 2)
            conformance_transport.stop(&c.pair);
        conformance_close(&c);
        ck_assert_uint_eq(conformance_descriptors(), before);
    }
}
END_TEST

/* What came with the request leaves with the reply. */
START_TEST(files_turn_round)
{
    struct probe_File file[IVMC_MAX_ITEMS + 1];
    struct probe_Files given = {.data = file}, back;
    struct conformance_client c;
    uint32_t i;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    for (i = 0; i < IVMC_MAX_ITEMS + 1; i++)
        file[i] = (struct probe_File){
            "file", {.size = 4, .rights = IVMC_READ, .handle = number_file(i)}};
    for (given.len = 0; given.len <= IVMC_MAX_ITEMS + 1; given.len++) {
        probe_Peer_turn(&c.peer, &given, &back, &c.env);
        if (given.len > IVMC_MAX_ITEMS && (conformance_transport.items ||
                                           conformance_transport.items_other)) {
            ck_status(c.env.status, IVMC_LIMIT);
            continue;
        }
        if (!conformance_transport.items && given.len > 0) {
            ck_status(c.env.status, IVMC_NOT_TRANSFERABLE);
            continue;
        }
        ck_status(c.env.status, IVMC_OK);
        ck_assert_uint_eq(back.len, given.len);
        for (i = 0; i < back.len; i++) {
            int handle = (int)back.data[i].content.handle;

            ck_assert_uint_eq(file_number(handle), given.len - 1 - i);
            if (conformance_transport.items_own)
                close(handle);
        }
        conformance_call_works(&c);
    }
    conformance_close(&c);
    for (i = 0; i < IVMC_MAX_ITEMS + 1; i++)
        close((int)file[i].content.handle);
}
END_TEST

/* A servant's handle that is none fails its call, and no other. */
START_TEST(no_file_at_all)
{
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    pass(&c, 0);
    if (!conformance_transport.items)
        ck_status(c.env.status, IVMC_NOT_TRANSFERABLE);
    else if (conformance_transport.items_own)
        ck_status(c.env.status, IVMC_SERVANT_FAILED);
    conformance_call_works(&c);
    conformance_close(&c);
}
END_TEST

/* References travel as they are, whatever they refer to. */
START_TEST(references)
{
    struct ivmc_objref others[] = {{probe_Peer_IDENTITY, "unix:/there", 7},
                                   {"", "", 0},
                                   {"IDL:else/Where:2.1", "", UINT64_MAX}};
    struct ivmc_objref one = {probe_Counter_IDENTITY, "", 2};
    struct probe_Peers given = {3, others}, back;
    struct conformance_client c;

    conformance_open(&c, CONFORMANCE_MESSAGE);
    probe_Peer_meet(&c.peer, &one, &given, &back, &c.env);
    ck_status(c.env.status, IVMC_OK);
    ck_assert_uint_eq(back.len, 4);
    ck_assert_str_eq(back.data[0].identity, probe_Counter_IDENTITY);
    ck_assert_str_eq(back.data[1].address, "unix:/there");
    ck_assert_str_eq(back.data[2].identity, "");
    ck_assert(back.data[3].key == UINT64_MAX);
    conformance_close(&c);
}
END_TEST

TCase *cases_items(void)
{
    TCase *t = tcase_create("items");

    tcase_set_timeout(t, 30);
    tcase_add_test(t, a_file_each_way);
    tcase_add_test(t, nothing_for_nothing);
    tcase_add_test(t, files_turn_round);
    tcase_add_test(t, no_file_at_all);
    tcase_add_test(t, references);
    tcase_add_test(t, no_descriptor_is_left);
    return t;
}
