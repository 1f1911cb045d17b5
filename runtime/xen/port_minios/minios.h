/*
 * What the port asks of MiniOS, in plain types: its headers and a compiler's
 * own do not go together, so one file alone includes them. Single processor;
 * other threads run whenever something here waits.
 */
#ifndef MINIOS_MINIOS_H
#define MINIOS_MINIOS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- memory, time ------------------------------------------------------------- */

void *minios_alloc(size_t size); /* cleared; NULL: none left */
void minios_free(void *memory);

/* `pages` whole pages in one piece, cleared. */
void *minios_pages_alloc(uint32_t pages);
void minios_pages_free(void *memory, uint32_t pages);

uint64_t minios_now(void); /* nanoseconds */

/* A number that no other request of this domain has. */
uint32_t minios_tag(void);

/* Lets other threads run. */
void minios_yield(void);

/* ---- grants --------------------------------------------------------------------- */

/* Grants a page for `domid` to read and write. */
uint32_t minios_grant(uint16_t domid, void *page);

/* False when the page is still mapped there: it stays granted. */
bool minios_grant_end(uint32_t ref);

struct minios_map;

/* Maps `count` pages of `domid` in one piece at `*at`. NULL: refused. */
struct minios_map *minios_map(uint16_t domid, uint32_t *refs, uint32_t count,
                              void **at);
void minios_unmap(struct minios_map *map);

/* ---- event channels ---------------------------------------------------------------- */

struct minios_event;

/* A port that waits for `domid`, and one bound to a port of `domid`. */
struct minios_event *minios_event_listen(uint16_t domid);
struct minios_event *minios_event_bind(uint16_t domid, uint32_t port);
void minios_event_close(struct minios_event *event);

uint32_t minios_event_port(const struct minios_event *event);
void minios_event_ring(struct minios_event *event);

/* Whether the other end is there. */
bool minios_event_connected(const struct minios_event *event);

/* Sleeps while `*word` is `seen`, for at most `ns`; may wake early. */
void minios_event_wait(struct minios_event *event, _Atomic uint32_t *word,
                       uint32_t seen, uint64_t ns);

/* The label of the other end's domain; false where Xen tells none. */
bool minios_event_label(const struct minios_event *event, char *to,
                        size_t size);

/* ---- XenStore ------------------------------------------------------------------------ */

uint16_t minios_domid(void);

/* Octets of the value, NUL after them; -1: no such node, or too long. */
int minios_store_read(const char *path, char *to, size_t size);
bool minios_store_write(const char *path, const char *value);
void minios_store_remove(const char *path);

/* Makes an inbox: a node that all domains may read and write. */
bool minios_store_open_to_all(const char *path);

/*
 * Writes a request below `inbox`, ours, that `domid` may change; nothing when
 * there is no inbox. False when it could not be made.
 */
bool minios_store_request(const char *inbox, const char *path,
                          const char *value, uint16_t domid);

/* The domain that owns a node; false: no such node. */
bool minios_store_owner(const char *path, uint16_t *domid);

/* Any one child's name. False: there is none. */
bool minios_store_child(const char *path, char *to, size_t size);

struct minios_watch;

struct minios_watch *minios_watch_open(const char *path);
void minios_watch_close(struct minios_watch *watch);

/* Sleeps until something below the path changed, for at most `ns`. */
void minios_watch_wait(struct minios_watch *watch, uint64_t ns);

#endif /* MINIOS_MINIOS_H */
