/* Dom0's ends of all contenders. */
#ifndef BENCH_XEN_DOM0_H
#define BENCH_XEN_DOM0_H

#include <stdint.h>

/* Ends the program with the reason. */
void fail(const char *what) __attribute__((noreturn));

/* Events sent by this process up to now. */
extern uint64_t dom0_rung;

/* Runs `serve` in a process of its own, which ends with this one. */
void in_child(void (*serve)(void *context), void *context);

/* ---- bare.c: by hand, with a guest; `domid` is its, waited for ---------------- */

struct bare;

struct bare *bare_open(uint16_t domid);
void bare_call(void *bare);

/* Both sides stay awake, and give way to each other instead of ringing. */
struct bare *bare_open_awake(uint16_t domid);
void bare_call_awake(void *bare);

void bare_serve(void *domid); /* pointer to uint16_t */

/* ---- sockets.c ------------------------------------------------------------------ */

/* Both a connected pair of blocking sockets; the other end echoes. */
void *unix_open(void);
void *tcp_open(void);
void socket_call(void *s);

/* ---- vchan.c: both ends in Dom0 ---------------------------------------------------- */

void vchan_serve(void *unused);
void *vchan_open(void);
void vchan_call(void *v);

/* ---- ours.c -------------------------------------------------------------------------- */

/* Under the name: of many clients, of one. */
void ours_serve_many(void *name);
void ours_serve_one(void *name);
void ours_serve_many_asleep(void *name);
void *ours_open(const char *address);
void *ours_open_asleep(const char *address);
void ours_call(void *client);

#endif /* BENCH_XEN_DOM0_H */
