/*
 * Octets that nobody has written, which no side may send. They are known where
 * clang's MemorySanitizer watches; elsewhere all octets count as written.
 */
#ifndef UNWRITTEN_H
#define UNWRITTEN_H

#include <stddef.h>

#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#define UNWRITTEN_KNOWN
#endif
#endif

#ifdef UNWRITTEN_KNOWN

#include <sanitizer/msan_interface.h>

/* From now on nobody has written there. */
static inline void unwritten_make(void *memory, size_t size)
{
    __msan_poison(memory, size);
}

/* The first of these octets that nobody has written; `size`: all were. */
static inline size_t unwritten_find(const void *memory, size_t size)
{
    ptrdiff_t at = __msan_test_shadow(memory, size);

    return at < 0 ? size : (size_t)at;
}

#else

static inline void unwritten_make(void *memory, size_t size)
{
    (void)memory;
    (void)size;
}

static inline size_t unwritten_find(const void *memory, size_t size)
{
    (void)memory;
    return size;
}

#endif

#endif /* UNWRITTEN_H */
