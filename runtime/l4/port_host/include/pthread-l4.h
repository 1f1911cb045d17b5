/* Threads of POSIX as threads of L4. */
#ifndef PTHREAD_L4_H
#define PTHREAD_L4_H

#include <l4/sys/types.h>

#include <pthread.h>

L4_BEGIN_DECLS

/*
 * The thread's capability in this task. Here a thread becomes one of L4's when
 * it first asks for its UTCB; this waits until then.
 */
l4_cap_idx_t pthread_l4_cap(pthread_t thread);

L4_END_DECLS

#endif /* PTHREAD_L4_H */
