/*
 * The bounds of types against an enumeration: every length that some value
 * can have, by going through lengths, tags and starts one by one.
 */
#include "unit.h"

#include <string.h>

#include "build.h"

/* Positions that can be reached: no type of these tests is longer. */
#define MOST 4096

struct positions {
    bool at[MOST];
};

static struct positions none(void)
{
    struct positions p;

    memset(&p, 0, sizeof p);
    return p;
}

static void join(struct positions *p, const struct positions *other)
{
    size_t i;

    for (i = 0; i < MOST; i++)
        p->at[i] |= other->at[i];
}

static struct positions advance(struct positions p, size_t align, size_t size)
{
    struct positions next = none();
    size_t i;

    for (i = 0; i < MOST; i++)
        if (p.at[i]) {
            size_t to = (i + align - 1) / align * align + size;

            ck_assert_uint_lt(to, MOST);
            next.at[to] = true;
        }
    return next;
}

static struct positions walk(struct positions p, const struct wire_type *t);

static struct positions walk_string(struct positions p, uint64_t bound)
{
    struct positions all = none();
    uint64_t len;

    for (len = 0; len <= bound; len++) {
        struct positions one = advance(advance(p, 4, 4), 1, (size_t)len + 1);

        join(&all, &one);
    }
    return all;
}

static struct positions walk_some(struct positions p,
                                  const struct wire_type *element,
                                  uint64_t most)
{
    struct positions all = p;
    uint64_t n;

    for (n = 0; n < most; n++) {
        p = walk(p, element);
        join(&all, &p);
    }
    return all;
}

static struct positions walk_repeat(struct positions p,
                                    const struct wire_type *t)
{
    uint64_t n;

    if (t->count == WIRE_COUNT_SENT)
        return walk_some(advance(p, 4, 4), t->element, t->bound);
    if (t->count == WIRE_COUNT_ELSEWHERE)
        return walk_some(p, t->element, t->bound);
    for (n = 0; n < t->elements; n++)
        p = walk(p, t->element);
    return p;
}

static struct positions walk_choice(struct positions p,
                                    const struct wire_type *t)
{
    struct positions all = none();
    size_t i;

    if (t->tag)
        p = walk(p, t->tag);
    for (i = 0; i < t->arm_count; i++) {
        struct positions one = walk(p, t->arms[i].type);

        join(&all, &one);
    }
    if (t->empty_default)
        join(&all, &p);
    return all;
}

static struct positions walk(struct positions p, const struct wire_type *t)
{
    struct positions all;
    size_t i;

    switch (t->kind) {
    case WIRE_SCALAR:
        return advance(p, t->align, t->width);
    case WIRE_STRING:
        return walk_string(p, t->bound);
    case WIRE_RECORD:
        for (i = 0; i < t->member_count; i++)
            p = walk(p, t->members[t->order ? t->order[i] : i].type);
        return p;
    case WIRE_CHOICE:
        return walk_choice(p, t);
    case WIRE_REPEAT:
        return walk_repeat(p, t);
    case WIRE_POINTER:
        if (t->type->pointer == IR_REF)
            return walk(p, t->element);
        p = advance(p, 1, 1);
        all = walk(p, t->element);
        join(&all, &p);
        return all;
    default:
        ck_abort_msg("no such kind here");
        return p;
    }
}

static void agrees(const struct ir_type *ir)
{
    const struct wire_type *t = wire_type_of(build_session, ir);
    uint64_t min = WIRE_UNBOUNDED, max = 0;
    size_t start, i;

    for (start = 0; start < 8; start++) {
        struct positions p = none();

        p.at[start] = true;
        p = walk(p, t);
        for (i = start; i < MOST; i++)
            if (p.at[i]) {
                min = i - start < min ? i - start : min;
                max = i - start > max ? i - start : max;
            }
    }
    ck_assert_uint_eq(t->min, min);
    ck_assert_uint_eq(t->max, max);
}

/* Structures whose length depends on where they start. */
static struct ir_type *uneven(void)
{
    return build_struct("U", build_type(IR_OCTET), build_type(IR_INT32),
                        build_type(IR_INT16), NULL);
}

static struct ir_type *longer(void)
{
    return build_struct("L", build_string(2), build_type(IR_DOUBLE),
                        build_type(IR_OCTET), NULL);
}

START_TEST(strings)
{
    agrees(build_string(1));
    agrees(build_string(31));
    agrees(build_struct("S", build_string(3), build_string(5), NULL));
}
END_TEST

START_TEST(records)
{
    agrees(uneven());
    agrees(longer());
    agrees(build_struct("R", longer(), uneven(), build_type(IR_UINT64), NULL));
}
END_TEST

START_TEST(arrays)
{
    agrees(build_array(uneven(), 1));
    agrees(build_array(uneven(), 7));
    agrees(build_array(longer(), 5));
    agrees(build_array(build_type(IR_UINT64), 9));
}
END_TEST

START_TEST(sequences)
{
    agrees(build_sequence(build_type(IR_OCTET), 20));
    agrees(build_sequence(build_type(IR_INT16), 3));
    agrees(build_sequence(build_type(IR_DOUBLE), 13));
    agrees(build_sequence(uneven(), 11));
    agrees(build_sequence(longer(), 6));
    agrees(build_sequence(build_sequence(build_type(IR_OCTET), 3), 5));
    agrees(build_sequence(
        build_struct("F", build_type(IR_INT32), build_type(IR_OCTET), NULL),
        12));
}
END_TEST

START_TEST(unions)
{
    agrees(build_union("U", build_type(IR_INT16), build_type(IR_DOUBLE),
                       build_string(4), build_type(IR_OCTET), NULL));
    agrees(build_union("B", build_type(IR_BOOLEAN), longer(), uneven(), NULL));
    agrees(build_sequence(build_union("C", build_type(IR_BOOLEAN),
                                      build_type(IR_DOUBLE),
                                      build_type(IR_OCTET), NULL),
                          9));
}
END_TEST

START_TEST(pointers)
{
    agrees(build_pointer(build_type(IR_INT64), IR_UNIQUE));
    agrees(build_pointer(longer(), IR_REF));
    agrees(build_sequence(build_pointer(uneven(), IR_UNIQUE), 7));
}
END_TEST

START_TEST(sized_arrays)
{
    struct ir_type *n = build_range(build_type(IR_UINT32), 0, 9);
    struct ir_type *a =
        build_sized(build_type(IR_INT16), build_field(1), NULL, 0);

    wire_type_of(build_session, build_struct("S", a, n, NULL));
    agrees(a);
}
END_TEST

Suite *unit_suite(void)
{
    Suite *suite = suite_create("wire bounds");
    TCase *t = tcase_create("bounds");

    tcase_add_checked_fixture(t, build_setup, build_teardown);
    tcase_add_test(t, strings);
    tcase_add_test(t, records);
    tcase_add_test(t, arrays);
    tcase_add_test(t, sequences);
    tcase_add_test(t, unions);
    tcase_add_test(t, pointers);
    tcase_add_test(t, sized_arrays);
    suite_add_tcase(suite, t);
    return suite;
}
