/*
 * How values travel: for each type the shape, alignment, bounds and checks of
 * its octets (CDR as in PROTOCOL: little-endian, aligned from the start of
 * the body), and for each operation what moves in which order in its request,
 * reply and exceptions. Back ends, --dump=wire and --report walk these plans;
 * nothing later decides about layout again. This room does not know C.
 */
#ifndef IDLC_WIRE_H
#define IDLC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ir/ir.h"

/* A size without a limit of its own: bounded by the connection alone. */
#define WIRE_UNBOUNDED UINT64_MAX

enum wire_kind {
    WIRE_SCALAR,  /* width octets; the IR type says what they mean */
    WIRE_STRING,  /* u32 length with NUL, octets, NUL; bound */
    WIRE_WSTRING, /* u32 octets, UTF-16 */
    WIRE_RECORD,  /* members in order */
    WIRE_CHOICE,  /* tag (unless bare) and one arm */
    WIRE_REPEAT,  /* elements: a fixed number, counted, or sized elsewhere */
    WIRE_POINTER, /* unique, full: presence octet and referent; ref: referent */
    WIRE_OBJECT,  /* reference: identity, key, address */
    WIRE_CONTEXT, /* context handle: u64, a number of this connection's */
    WIRE_REGION,  /* an item beside the octets, its size and rights */
    WIRE_ANY,
    WIRE_FIXED,  /* packed decimal */
    WIRE_BITS,   /* a bit set: one integer, width octets, of several fields */
    WIRE_NOTHING /* not marshalled: handle_t, an empty record's octets */
};

/*
 * PLAIN: natural layout in memory is the layout on the wire, and every bit
 * pattern is valid: one move. FIXED: always the same size and offsets from an
 * aligned start, but some octets need a check or have no place in memory:
 * one bounds check, then field by field. VARIABLE: anything else.
 */
enum wire_shape { WIRE_PLAIN, WIRE_FIXED_LAYOUT, WIRE_VARIABLE };

enum wire_count { WIRE_COUNT_FIXED, WIRE_COUNT_SENT, WIRE_COUNT_ELSEWHERE };

/* What a decoder refuses; one value may go through several. */
enum wire_check {
    WIRE_CHECK_LENGTH,   /* no more than the message still holds */
    WIRE_CHECK_BOUND,    /* no more than the type allows */
    WIRE_CHECK_NUL,      /* one NUL, at the end */
    WIRE_CHECK_BOOL,     /* 0 or 1 */
    WIRE_CHECK_ENUM,     /* an enumerator */
    WIRE_CHECK_TAG,      /* selects an arm */
    WIRE_CHECK_PRESENCE, /* 0 or 1, of a pointer */
    WIRE_CHECK_RANGE,    /* within min and max */
    WIRE_CHECK_SIZE,     /* an array's size_is, length_is, first_is, max_of */
    WIRE_CHECK_DEPTH,    /* of a recursive type */
    WIRE_CHECK_ITEM,     /* came along, its rights are known ones */
    WIRE_CHECK_CONTEXT,  /* a handle of this client and type */
    WIRE_CHECK_ALIAS,    /* a value that was met, and is of the type */
    WIRE_CHECK_PADDING,  /* zero */
    WIRE_CHECK_TEXT,     /* UTF-16 */
    WIRE_CHECK_DIGITS,   /* of a fixed-point number, and its sign */
    WIRE_CHECK_BITS,     /* only those that are defined */
    WIRE_CHECK_ORDER,    /* keys of a map: each above the one before it */
    WIRE_CHECK_COUNT
};

/* The word of a check for people: "bound". */
const char *wire_check_name(enum wire_check check);

/* How many of each kind; elements once. */
struct wire_checks {
    uint32_t of[WIRE_CHECK_COUNT];
};

struct wire_type;

struct wire_member {
    const struct ir_member *member;
    const struct wire_type *type;
    uint32_t
        offset; /* from the aligned start, when the record is not VARIABLE */
};

struct wire_arm {
    const struct ir_arm *arm;
    const struct wire_type *type; /* kind WIRE_NOTHING for an empty arm */
};

struct wire_type {
    const struct ir_type *type; /* as used: may be an alias or ranged */
    enum wire_kind kind;
    enum wire_shape shape;
    const char *not_plain; /* why shape is not PLAIN, for --report */
    uint32_t align;        /* of its first octet: 1, 2, 4 or 8 */
    uint32_t max_align;    /* of any octet in it */
    uint32_t width;        /* SCALAR */
    uint64_t size;         /* unless VARIABLE: octets from aligned start */
    uint64_t min, max;     /* octets, padding before and inside included;
                              max may be WIRE_UNBOUNDED */
    uint64_t min_element;  /* least octets one more of it takes in a
                              sequence, at least 1 */
    uint32_t checks;       /* values sanitised in it, elements once */
    struct wire_checks checks_by_kind;
    uint32_t names;    /* strings among the values */
    uint32_t levels;   /* of nested values that are no scalars */
    bool recursive;    /* reaches itself: depth is counted */
    bool has_pointers; /* decoded value borrows from message or arena */
    bool has_items;    /* carries regions */
    /*
     * STRING: octets without NUL; REPEAT: elements, COUNT_ELSEWHERE as far as
     * capacity and the ranges of its size variables tell. 0 = none.
     */
    uint64_t bound;
    uint32_t capacity;               /* STRING kept in place: octets; else 0 */
    enum wire_count count;           /* REPEAT */
    uint64_t elements;               /* REPEAT, COUNT_FIXED */
    const struct wire_type *element; /* REPEAT, POINTER */
    const struct wire_type *tag;     /* CHOICE; NULL when bare (SWITCHED) */
    const struct wire_member *members; /* RECORD */
    size_t member_count;
    const struct wire_arm *arms; /* CHOICE */
    size_t arm_count;
    bool covers_all;    /* CHOICE: every tag value selects an arm */
    bool empty_default; /* CHOICE: other tags are valid, with no arm */
    /*
     * DCE records and parameter lists: the order in which members travel when
     * it is not the declared one (size variables first); else NULL.
     */
    const size_t *order;
    /*
     * In C on LP64 with natural alignment, pointers 8 octets: the one memory
     * layout this room knows, for the sizes of lent memory alone.
     */
    uint64_t mem_size;
    uint32_t mem_align;
    /* Why it cannot travel, and the place that says so; NULL: it can. */
    const struct ir_type *unmapped;
    struct source_range unmapped_where;
};

/* One parameter, member of an exception, or result, in the order it travels. */
struct wire_item {
    const char *name;             /* "result" for the result */
    const struct ir_param *param; /* NULL for the result */
    const struct wire_type *type;
    uint64_t most;   /* elements by @ivmc::max_of, 0 = not told */
    uint32_t phase;  /* position modulo 8 when known, else 8 */
    uint64_t offset; /* when everything before is fixed */
    bool offset_known;
    bool shared; /* octets that the servant reads where they lie */
};

struct wire_plan {
    const struct wire_item *items;
    size_t item_count;
    uint64_t min, max; /* octets of the body */
    uint32_t checks;   /* values sanitised */
    struct wire_checks checks_by_kind;
    uint32_t names;      /* strings among the values */
    uint32_t items_most; /* regions beside the octets */
    uint64_t expansion;  /* decoded size : octets, at most; 1 when it borrows */
    uint64_t memory;     /* most arena octets decoding takes; WIRE_UNBOUNDED */
    uint64_t values;     /* octets of values kept in the arena whatever comes:
                            those of more than 256 octets, an exception's body;
                            part of `memory` */
    uint32_t levels;     /* deepest nesting among the items */
    uint32_t copies;     /* of an octet between user and transport, at most:
                            1 or 2; 0 when all of it is shared */
};

struct wire_operation {
    const struct ir_operation *op;
    uint32_t number; /* in this interface's flattened list */
    struct wire_plan request;
    struct wire_plan reply;             /* of the result; empty when one-way */
    const struct wire_plan *exceptions; /* one for each in op->raises */
    uint64_t signature; /* H(number + 1): the chain up to here */
};

/* The values a call takes with it that need more than this live in the arena.
 */
#define WIRE_STACK_VALUE 256

struct wire_interface {
    const struct ir_interface *interface;
    const struct wire_operation
        *operations; /* flattened, all bases' included */
    size_t operation_count;
    uint64_t signature; /* of all operations; the seed when none */
};

struct wire_unit {
    const struct ir_unit *ir;
    const struct wire_interface *interfaces; /* of the main file, in order */
    size_t interface_count;
};

/*
 * Lays out every interface of the main file. Types without a mapping yet are
 * diagnosed here by number, at the place that uses them. NULL after an error.
 */
const struct wire_unit *wire_lay_out(struct session *s,
                                     const struct ir_unit *ir);

/* The plan of a type, the same pointer for the same type. */
const struct wire_type *wire_type_of(struct session *s,
                                     const struct ir_type *t);

/*
 * Whether a record ends in a pointer to the next one of its type: a list,
 * followed by a loop and not counted as depth.
 */
bool wire_is_list(const struct wire_type *w);

/*
 * Whether a value of the type may hold values of one type in each other as
 * deep as the runtime allows: by any way but from a list to the next.
 */
bool wire_nests(struct session *s, const struct wire_type *t);

/* Another unit's interface (a base from an included file). */
const struct wire_interface *wire_interface_of(struct session *s,
                                               const struct ir_interface *i);

/*
 * The signature chain: H(i) = H(H(i-1), operation i), over a text of the
 * operation that is the same for both languages (docs/signature in man page).
 */
#define WIRE_SIGNATURE_SEED UINT64_C(0xcbf29ce484222325)
uint64_t wire_signature(struct session *s, uint64_t previous,
                        const struct ir_operation *op);

/* The text that the chain goes over, of one operation. */
const char *wire_signature_text(struct session *s,
                                const struct ir_operation *op);

/* "sequence<shop::Point, 16>": a type for people. */
const char *wire_type_words(struct session *s, const struct wire_type *t);

/* "5,012"; "limit" for WIRE_UNBOUNDED: what the connection allows. */
const char *wire_number(struct session *s, uint64_t n);

/* --dump=wire, on standard output. */
void wire_dump(struct session *s, const struct wire_unit *unit);

#endif /* IDLC_WIRE_H */
