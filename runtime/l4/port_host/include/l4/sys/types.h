/*
 * Types of the L4 API, 64-bit machines: message tags, capability indices,
 * flexpages, timeouts. Names and layouts are those of L4Re, whose programs
 * compile unchanged; see ivmc_l4_host(3).
 */
#ifndef L4_SYS_TYPES_H
#define L4_SYS_TYPES_H

#include <l4/sys/consts.h>

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define L4_BEGIN_DECLS extern "C" {
#define L4_END_DECLS   }
#else
#define L4_BEGIN_DECLS
#define L4_END_DECLS
#endif

typedef int8_t l4_int8_t;
typedef uint8_t l4_uint8_t;
typedef int16_t l4_int16_t;
typedef uint16_t l4_uint16_t;
typedef int32_t l4_int32_t;
typedef uint32_t l4_uint32_t;
typedef int64_t l4_int64_t;
typedef uint64_t l4_uint64_t;
typedef unsigned long l4_addr_t;
typedef unsigned long l4_size_t;
typedef signed long l4_mword_t;
typedef unsigned long l4_umword_t;
typedef unsigned long l4_cap_idx_t;
typedef int16_t l4_ret_t;
typedef int16_t l4_proto_t;
typedef l4_uint64_t l4_kernel_clock_t; /* microseconds */

/* ---- message tags ---------------------------------------------------------- */

/* label << 16 | flags | items << 6 | words */
typedef struct l4_msgtag_t {
    l4_mword_t raw;
} l4_msgtag_t;

enum l4_msgtag_flags {
    L4_MSGTAG_ERROR = 0x8000,
    L4_MSGTAG_TRANSFER_FPU = 0x1000,
    L4_MSGTAG_SCHEDULE = 0x2000,
    L4_MSGTAG_PROPAGATE = 0x4000,
    L4_MSGTAG_FLAGS = 0xf000
};

enum l4_msgtag_protocol {
    L4_PROTO_NONE = 0,
    L4_PROTO_IRQ = -1,
    L4_PROTO_PAGE_FAULT = -2,
    L4_PROTO_EXCEPTION = -5,
    L4_PROTO_SIGMA0 = -6,
    L4_PROTO_KOBJECT = -10,
    L4_PROTO_TASK = -11,
    L4_PROTO_THREAD = -12,
    L4_PROTO_LOG = -13,
    L4_PROTO_FACTORY = -15,
    L4_PROTO_META = -21
};

static inline l4_msgtag_t l4_msgtag(long label, unsigned words, unsigned items,
                                    unsigned flags)
{
    l4_msgtag_t tag = {(l4_mword_t)(((l4_umword_t)label << 16) |
                                    (words & 0x3f) | ((items & 0x3f) << 6) |
                                    (flags & (unsigned)L4_MSGTAG_FLAGS))};
    return tag;
}

static inline long l4_msgtag_label(l4_msgtag_t tag)
{
    return tag.raw >> 16;
}

static inline unsigned l4_msgtag_words(l4_msgtag_t tag)
{
    return (unsigned)tag.raw & 0x3f;
}

static inline unsigned l4_msgtag_items(l4_msgtag_t tag)
{
    return ((unsigned)tag.raw >> 6) & 0x3f;
}

static inline unsigned l4_msgtag_flags(l4_msgtag_t tag)
{
    return (unsigned)tag.raw & (unsigned)L4_MSGTAG_FLAGS;
}

static inline unsigned l4_msgtag_has_error(l4_msgtag_t tag)
{
    return (unsigned)tag.raw & (unsigned)L4_MSGTAG_ERROR;
}

/* ---- capability indices ------------------------------------------------------ */

static inline unsigned l4_is_valid_cap(l4_cap_idx_t c)
{
    return (c & L4_INVALID_CAP_BIT) == 0;
}

static inline unsigned l4_is_invalid_cap(l4_cap_idx_t c)
{
    return (c & L4_INVALID_CAP_BIT) != 0;
}

/* ---- flexpages ------------------------------------------------------------------ */

/* rights 0..3, type 4..5, order 6..11, address or index from 12 on */
typedef union l4_fpage_t {
    l4_umword_t fpage;
    l4_umword_t raw;
} l4_fpage_t;

enum l4_fpage_rights {
    L4_FPAGE_RO = 4,
    L4_FPAGE_RW = 6,
    L4_FPAGE_RX = 5,
    L4_FPAGE_RWX = 7,
    L4_FPAGE_W = 2,
    L4_FPAGE_X = 1
};

enum l4_cap_fpage_rights {
    L4_CAP_FPAGE_W = 1,
    L4_CAP_FPAGE_S = 2,
    L4_CAP_FPAGE_R = 4,
    L4_CAP_FPAGE_RO = 4,
    L4_CAP_FPAGE_RW = 5,
    L4_CAP_FPAGE_RS = 6,
    L4_CAP_FPAGE_RWS = 7,
    L4_CAP_FPAGE_D = 8,
    L4_CAP_FPAGE_RWSD = 15,
    L4_FPAGE_C_IPCGATE_SVR = 0x10 /* on a gate: may bind it */
};

enum l4_fpage_type {
    L4_FPAGE_SPECIAL = 0,
    L4_FPAGE_MEMORY = 1,
    L4_FPAGE_IO = 2,
    L4_FPAGE_OBJ = 3
};

static inline l4_fpage_t l4_fpage(l4_addr_t address, unsigned order,
                                  unsigned char rights)
{
    l4_fpage_t p = {(address & ~0xffful) | (l4_umword_t)(order & 0x3f) << 6 |
                    (l4_umword_t)L4_FPAGE_MEMORY << 4 | (rights & 0xfu)};
    return p;
}

static inline l4_fpage_t l4_obj_fpage(l4_cap_idx_t object, unsigned order,
                                      unsigned char rights)
{
    l4_fpage_t p = {(object & ~0xffful) | (l4_umword_t)(order & 0x3f) << 6 |
                    (l4_umword_t)L4_FPAGE_OBJ << 4 | (rights & 0xfu)};
    return p;
}

static inline unsigned l4_fpage_rights(l4_fpage_t p)
{
    return (unsigned)p.raw & 0xf;
}

static inline unsigned l4_fpage_type(l4_fpage_t p)
{
    return ((unsigned)p.raw >> 4) & 3;
}

static inline unsigned l4_fpage_size(l4_fpage_t p)
{
    return ((unsigned)p.raw >> 6) & 0x3f;
}

static inline l4_addr_t l4_fpage_memaddr(l4_fpage_t p)
{
    return p.raw & ~0xffful;
}

static inline l4_cap_idx_t l4_fpage_obj(l4_fpage_t p)
{
    return p.raw & ~0xffful;
}

static inline l4_umword_t l4_map_control(l4_umword_t send_base,
                                         unsigned char cache, unsigned grant)
{
    return (send_base & ~0xffful) | ((l4_umword_t)cache & 0x70) | L4_ITEM_MAP |
           (grant & (unsigned)L4_MAP_ITEM_GRANT);
}

static inline l4_umword_t l4_map_obj_control(l4_umword_t send_base,
                                             unsigned grant)
{
    return (send_base & ~0xffful) | L4_ITEM_MAP |
           (grant & (unsigned)(L4_MAP_ITEM_GRANT | 0xf0));
}

/* ---- timeouts ---------------------------------------------------------------------- */

/*
 * Microseconds: mantissa (10 bits) << exponent (5 bits); 0 is never, 0x400
 * none; bit 15: the number of a buffer register with an absolute time.
 */
typedef struct l4_timeout_s {
    l4_uint16_t t;
} l4_timeout_s;

typedef union l4_timeout_t {
    l4_uint32_t raw;
    struct {
        l4_timeout_s rcv, snd;
    } p;
} l4_timeout_t;

#define L4_IPC_TIMEOUT_0      ((l4_timeout_s){0x0400})
#define L4_IPC_TIMEOUT_NEVER  ((l4_timeout_s){0})
#define L4_IPC_NEVER          ((l4_timeout_t){0})
#define L4_IPC_RECV_TIMEOUT_0 ((l4_timeout_t){0x00000400})
#define L4_IPC_SEND_TIMEOUT_0 ((l4_timeout_t){0x04000000})
#define L4_IPC_BOTH_TIMEOUT_0 ((l4_timeout_t){0x04000400})

static inline l4_timeout_t l4_timeout(l4_timeout_s snd, l4_timeout_s rcv)
{
    l4_timeout_t t;

    t.p.snd = snd;
    t.p.rcv = rcv;
    return t;
}

/* Rounded down to what ten bits can say; the longest is about 18 minutes. */
static inline l4_timeout_s l4_timeout_from_us(l4_uint64_t us)
{
    l4_timeout_s t = {0x0400};
    unsigned exponent = 0;

    while (us > 0x3ff) {
        us >>= 1;
        exponent++;
    }
    if (exponent > 31)
        t.t = 0;
    else if (us != 0)
        t.t = (l4_uint16_t)(exponent << 10 | (unsigned)us);
    return t;
}

static inline unsigned l4_timeout_is_absolute(l4_timeout_s t)
{
    return t.t & 0x8000u;
}

/* Of a relative one that ends, in microseconds. */
static inline l4_uint64_t l4_timeout_get(l4_timeout_s t)
{
    return (l4_uint64_t)(t.t & 0x3ffu) << ((t.t >> 10) & 31u);
}

#endif /* L4_SYS_TYPES_H */
