/*
 * Memory that is lent to the other side of calls: made by its owner, offered
 * as a value of a type that is marked @ivmc::region, mapped once by whoever
 * receives it and used by many calls, which pass offset and length as plain
 * numbers. See ivmc_region(3).
 *
 * Linux: what is passed is a memfd that can neither shrink nor grow. After
 * the octets comes one page with the owner's notice of revocation.
 */
#ifndef IVMC_REGION_H
#define IVMC_REGION_H

#include <ivmc/stub.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One side's hold on memory. The caller's to place; its members are read
 * only. Not for several threads at once, except `view` and `revoked`.
 */
struct ivmc_memory {
    unsigned char *at; /* the owner's way in; mappers ask for views */
    size_t size;       /* octets */
    uint32_t rights;   /* an owner's: that it offers. A mapper's: that it has */
    intptr_t handle;   /* the owner's; -1 for mappers */
    size_t mapped;     /* octets of address space, notice included */
    void *notice;      /* the word that says "revoked" */
    bool revoked;      /* by this owner, for good */
};

/* ---- the owner ---------------------------------------------------------- */

/*
 * Makes memory of `size` octets, all zero, for others to read (IVMC_READ), or
 * to read and write (IVMC_READ | IVMC_WRITE). The rights are those of all
 * receivers, and final: who has memory read-only, by a descriptor of a file
 * that others may write, could open it anew. The owner itself reads and
 * writes at `memory->at`. IVMC_BAD_ARGUMENT (no octets, other rights),
 * IVMC_LIMIT (no such size), IVMC_SYSTEM (errno); then memory->at is NULL.
 */
enum ivmc_status ivmc_memory_create(struct ivmc_memory *memory, uint64_t size,
                                    uint32_t rights);

/*
 * Makes the value to be sent. Each receiver gets an offer of its own, and the
 * sender gives it back with ivmc_region_close after the call. IVMC_REFUSED
 * when the memory is revoked, IVMC_BAD_ARGUMENT when it is not the caller's
 * own, IVMC_SYSTEM (errno).
 */
enum ivmc_status ivmc_memory_offer(const struct ivmc_memory *memory,
                                   struct ivmc_region *region);

/* Closes the handle of an offer or of a region taken. None: no effect. */
void ivmc_region_close(struct ivmc_region *region);

/*
 * Asks everybody to let go, offers no more, and says whether they have:
 * IVMC_OK when no descriptor and no mapping is left with others, as the
 * kernel knows; IVMC_BUSY when there is one, or when the kernel cannot tell.
 * May be repeated. Nobody is made to let go: until it is IVMC_OK others may
 * read, and write if they had the right.
 */
enum ivmc_status ivmc_memory_revoke(struct ivmc_memory *memory);

/*
 * Gives the owner's hold up, in whatever state. Pages that others still hold
 * stay theirs and go back to the system when they let go; they are never used
 * for anything else before.
 */
void ivmc_memory_destroy(struct ivmc_memory *memory);

/* ---- the receiver ------------------------------------------------------- */

/*
 * Maps what came, with `rights`, if it is memory that cannot vanish, is as
 * large as it says and no larger than `max_size`. The region stays as it is:
 * its handle is closed by its rules. Never waits. IVMC_BAD_ARGUMENT (rights
 * that do not exist), IVMC_BAD_MESSAGE (something else came, or it is not what
 * it says), IVMC_REFUSED (fewer rights are offered), IVMC_LIMIT (too large),
 * IVMC_SYSTEM (errno); then memory->at is NULL.
 */
enum ivmc_status ivmc_memory_map(struct ivmc_memory *memory,
                                 const struct ivmc_region *region,
                                 uint32_t rights, uint64_t max_size);

/* Lets go: nothing is left of it once handles that were taken are closed. */
void ivmc_memory_unmap(struct ivmc_memory *memory);

/*
 * Does the owner ask for it back? Only a notice: whoever may write the memory
 * may have given or erased it.
 */
bool ivmc_memory_revoked(const struct ivmc_memory *memory);

/*
 * The `length` octets at `offset`, which may both come from the other side;
 * NULL when they do not lie within. The other side can change the octets
 * while they are looked at: what is to be checked is copied first.
 */
const volatile void *ivmc_memory_view(const struct ivmc_memory *memory,
                                      uint64_t offset, uint64_t length);

/* The same to write; NULL also without the right. */
volatile void *ivmc_memory_view_to_write(const struct ivmc_memory *memory,
                                         uint64_t offset, uint64_t length);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_REGION_H */
