/*
 * Atomic operations of code that was compiled for -fsanitize=thread. All are
 * made sequentially consistent, which is more than was asked for.
 */
#include "hooks.h"

#include <stdint.h>

static void load(const volatile void *at, size_t len)
{
    fetch_made();
    fetch_loaded((const void *)at, len);
}

static void store(const volatile void *at, size_t len)
{
    fetch_made();
    fetch_stored((const void *)at, len);
}

static void change(const volatile void *at, size_t len)
{
    load(at, len);
    fetch_stored((const void *)at, len);
}

#define CHANGE(bits, type, name, builtin)                                      \
    type __tsan_atomic##bits##_##name(volatile type *at, type v, int order);   \
    type __tsan_atomic##bits##_##name(volatile type *at, type v, int order)    \
    {                                                                          \
        (void)order;                                                           \
        change(at, sizeof *at);                                                \
        v = builtin(at, v, __ATOMIC_SEQ_CST);                                  \
        fetch_made();                                                          \
        return v;                                                              \
    }

#define EXCHANGE(bits, type, name)                                             \
    int __tsan_atomic##bits##_compare_exchange_##name(                         \
        volatile type *at, type *old, type v, int order, int failed);          \
    int __tsan_atomic##bits##_compare_exchange_##name(                         \
        volatile type *at, type *old, type v, int order, int failed)           \
    {                                                                          \
        int made;                                                              \
                                                                               \
        (void)order;                                                           \
        (void)failed;                                                          \
        change(at, sizeof *at);                                                \
        made = __atomic_compare_exchange_n(at, old, v, 0, __ATOMIC_SEQ_CST,    \
                                           __ATOMIC_SEQ_CST);                  \
        fetch_made();                                                          \
        return made;                                                           \
    }

#define ATOMICS(bits, type)                                                    \
    type __tsan_atomic##bits##_load(const volatile type *at, int order);       \
    type __tsan_atomic##bits##_load(const volatile type *at, int order)        \
    {                                                                          \
        type v;                                                                \
                                                                               \
        (void)order;                                                           \
        load(at, sizeof *at);                                                  \
        v = __atomic_load_n(at, __ATOMIC_SEQ_CST);                             \
        fetch_made();                                                          \
        return v;                                                              \
    }                                                                          \
    void __tsan_atomic##bits##_store(volatile type *at, type v, int order);    \
    void __tsan_atomic##bits##_store(volatile type *at, type v, int order)     \
    {                                                                          \
        (void)order;                                                           \
        store(at, sizeof *at);                                                 \
        __atomic_store_n(at, v, __ATOMIC_SEQ_CST);                             \
    }                                                                          \
    CHANGE(bits, type, exchange, __atomic_exchange_n)                          \
    CHANGE(bits, type, fetch_add, __atomic_fetch_add)                          \
    CHANGE(bits, type, fetch_sub, __atomic_fetch_sub)                          \
    CHANGE(bits, type, fetch_and, __atomic_fetch_and)                          \
    CHANGE(bits, type, fetch_or, __atomic_fetch_or)                            \
    EXCHANGE(bits, type, strong)                                               \
    EXCHANGE(bits, type, weak)
ATOMICS(8, uint8_t)
ATOMICS(16, uint16_t)
ATOMICS(32, uint32_t)
ATOMICS(64, uint64_t)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    (void)order;
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
