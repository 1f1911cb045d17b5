/*
 * A guest of Xen without an operating system: what one program needs to be a
 * whole paravirtual domain. One processor, one thread, no interrupts, no
 * allocator, memory where the program laid it out. x86-64. See ivmc_guest(3);
 * calls to and from other domains are in ivmc/xen_guest.h.
 *
 * The hypervisor and who built the domain are trusted. Other domains are not,
 * XenStore's among them: what they may do is refuse, or be slow.
 */
#ifndef IVMC_GUEST_H
#define IVMC_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ivmc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The program's own: called once, with what the domain's configuration has as
 * its command line. 0 powers the domain off, other results crash it.
 */
int guest_main(const char *command_line);

/* Ends the domain; with `crash` its toolstack hears that it failed. */
void ivmc_guest_end(bool crash) __attribute__((noreturn));

/* ---- text ----------------------------------------------------------------- */

/*
 * To the console. A console that nobody reads is waited for a tenth of a
 * second, and then loses text until there is room.
 */
void ivmc_guest_write(const char *text, size_t len);

/* Lines of up to 255 octets: %s %c %d %u %x %ld %lu %lx and %%. */
void ivmc_guest_print(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same into `to`, NUL included in `cap`. What it would take, without NUL. */
size_t ivmc_guest_format(char *to, size_t cap, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- time and chance ------------------------------------------------------ */

/* Nanoseconds since the hypervisor started. */
uint64_t ivmc_guest_now(void);

/* What no other domain can guess, where the processor has RDRAND. */
uint64_t ivmc_guest_random(void);

/* The same, or nothing: false when the processor gives none now, or never. */
bool ivmc_guest_rdrand(uint64_t *number);

/* ---- event channels ------------------------------------------------------- */

/* A port that domain `domid` may bind. IVMC_LIMIT. */
enum ivmc_status ivmc_guest_port_offer(uint16_t domid, uint32_t *port);

/* A port bound to one that domain `domid` offers. IVMC_PEER_GONE. */
enum ivmc_status ivmc_guest_port_bind(uint16_t domid, uint32_t remote,
                                      uint32_t *port);
void ivmc_guest_port_close(uint32_t port);
void ivmc_guest_port_ring(uint32_t port);

/* Whether it has been rung since it was asked last. */
bool ivmc_guest_port_rung(uint32_t port);

/* Whether the other end is bound: false before it is, and when it has gone. */
bool ivmc_guest_port_connected(uint32_t port);

/*
 * Sleeps until one of the ports, at most 128, is rung, or until `until_ns` of
 * ivmc_guest_now; UINT64_MAX: no end. Returns at once when one has been.
 */
void ivmc_guest_wait(const uint32_t *ports, uint32_t count, uint64_t until_ns);

/*
 * The label of the domain at a port's other end, as the hypervisor says.
 * IVMC_BAD_OPERATION: this hypervisor has no labels; IVMC_PEER_GONE: no end
 * is bound; IVMC_REFUSED: the policy does not let us read it, or it is longer.
 */
enum ivmc_status ivmc_guest_port_label(uint32_t port, char *label,
                                       uint32_t cap);

/* ---- pages of other domains, and for them --------------------------------- */

/*
 * Lets domain `domid` map the own page at `page`, a multiple of 4,096.
 * IVMC_LIMIT when the table is full.
 */
enum ivmc_status ivmc_guest_grant(uint16_t domid, const void *page,
                                  bool writable, uint32_t *ref);

/*
 * Takes the right back. IVMC_BUSY: it is mapped there, and may be written to
 * for as long; the right ends as soon as that is seen to be over.
 */
enum ivmc_status ivmc_guest_grant_end(uint32_t ref);

/* Whether another domain may have a page of this memory mapped. */
bool ivmc_guest_is_granted(const void *memory, size_t size);

/*
 * Maps what domain `domid` granted in the place of the own page at `page`,
 * which is hidden meanwhile. IVMC_REFUSED: also when it may only be read and
 * is to be `writable`.
 */
enum ivmc_status ivmc_guest_map(uint16_t domid, uint32_t ref, bool writable,
                                void *page, uint32_t *handle);
void ivmc_guest_unmap(void *page, uint32_t handle);

/* ---- XenStore ------------------------------------------------------------- */

/*
 * Paths are absolute, or relative to the own domain's. Path and value of a
 * request are up to 960 octets. Each operation takes up to five seconds;
 * IVMC_TIMEOUT; IVMC_BAD_OBJECT: no such node; IVMC_REFUSED: no right;
 * IVMC_LIMIT: too large, or a quota; IVMC_PEER_GONE: the ring is broken;
 * IVMC_SYSTEM: other refusals.
 */

/* The value, and a NUL; `*len` (or NULL) counts its octets without it. */
enum ivmc_status ivmc_guest_store_read(const char *path, char *value,
                                       size_t cap, size_t *len);

/* The names of a node's children, each ended by a NUL. */
enum ivmc_status ivmc_guest_store_list(const char *path, char *names,
                                       size_t cap, size_t *len);
enum ivmc_status ivmc_guest_store_write(const char *path, const char *value);

/* With all that is below it. */
enum ivmc_status ivmc_guest_store_remove(const char *path);

/*
 * Rights on an own node: of all domains, and of `domid` besides; letters as in
 * xenstore-chmod(1): n none, r read, w write, b both. `own` owns it.
 */
enum ivmc_status ivmc_guest_store_permit(const char *path, uint16_t own,
                                         char others, uint16_t domid,
                                         char right);

/* Who owns the node, and so made it. */
enum ivmc_status ivmc_guest_store_owner(const char *path, uint16_t *domid);

#define IVMC_GUEST_PATH_MAX 128u

/* Has changes of the node and below reported, the first at once. */
enum ivmc_status ivmc_guest_store_watch(const char *path);
enum ivmc_status ivmc_guest_store_unwatch(const char *path);

/*
 * The next change: the path, as it was watched, with what is below. Without
 * waiting; false: none. More than eight that were not asked for are lost, also
 * those of longer paths: then one with the path "" comes.
 */
bool ivmc_guest_store_change(char path[IVMC_GUEST_PATH_MAX]);

/* To wait for changes with ivmc_guest_wait. */
uint32_t ivmc_guest_store_port(void);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_GUEST_H */
