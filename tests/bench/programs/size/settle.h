/* Where each program of the size row ends up, to be looked at. */
#ifndef BENCH_SETTLE_H
#define BENCH_SETTLE_H

/* A line on standard output: what is to be looked at is now there. */
void say_ready(void);

/* Says it and waits to be killed. */
void settle(void);

#endif /* BENCH_SETTLE_H */
