/*
 * Receipts for memory that is lent. Linux does not tell an owner whether its
 * grants are in use, so whoever maps a region leaves an octet that is not 0 in
 * the page with the notice, and it is cleared when the mapping ends: for a
 * process of Linux by its kernel, also when it is killed. It is the word of
 * the domain that borrows.
 */
#ifndef XEN_RECEIPT_H
#define XEN_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

/* The notice's page: where the octets of receipts begin; they go to its end. */
#define XEN_RECEIPTS_FIRST 2048u

/* Takes one: its place in the page; 0 when there is none. */
uint32_t xen_receipt_take(void *notice);
void xen_receipt_clear(void *notice, uint32_t place);

/* Whether somebody has one. */
bool xen_receipts_any(const void *notice);

/*
 * Whether the owner has revoked what is mapped, seen by who has taken a
 * receipt: either the owner sees that, or this is true.
 */
bool xen_receipt_too_late(const void *notice);

#endif /* XEN_RECEIPT_H */
