/*
 * Octets that a servant reads where the transport has them: parameters that
 * are @ivmc::shared. Over shared pages that is the client's own memory, and
 * the client may write it while it is read: every look may see something
 * else. Copy octets out before you check them; what was checked in place was
 * not checked. How many there are is private and checked.
 */
#ifndef IVMC_SHARED_H
#define IVMC_SHARED_H

#include <stddef.h>
#include <stdint.h>

#include <ivmc/codec.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A sequence of octets as a servant gets it. They can be read until the
 * servant returns, whatever the client does; also after ivmc_defer they are
 * gone then.
 */
struct ivmc_shared {
    uint32_t len;
    const volatile uint8_t *data;
};

/* Copies `size` octets, each fetched once, to where no peer can change them. */
void ivmc_shared_copy(void *to, const volatile uint8_t *from, size_t size);

/* ---- what generated code stands on ---------------------------------------- */

/*
 * A sequence of at most `bound` octets (0 = no bound), and octets without a
 * count. They are copied to where the receiver may read them in place when
 * there is room for all of them; else as any others.
 */
void ivmc_put_shared(struct ivmc_enc *e, uint32_t len, uint32_t bound,
                     const uint8_t *data);
void ivmc_put_shared_octets(struct ivmc_enc *e, const uint8_t *data,
                            uint32_t count);

/*
 * The same on the other side. The octets stay where the message has them: in
 * memory of the peer's, or in the private copy if there is one. NULL after a
 * failure.
 */
void ivmc_get_shared(struct ivmc_dec *d, uint32_t bound,
                     struct ivmc_shared *octets);
const volatile uint8_t *ivmc_get_shared_octets(struct ivmc_dec *d,
                                               uint32_t count);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_SHARED_H */
