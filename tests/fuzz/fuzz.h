/*
 * A text of IDL through the whole compiler, in one process; and texts made of
 * others along their structure. FUZZ_LANGUAGE says which language.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* From parsing to C, which is not written. Whatever the text, it comes back. */
void fuzz_compile(const uint8_t *text, size_t size);

/*
 * Changes the `size` octets at `text`, of which `most` fit: a statement, a
 * group in brackets, a name or another word goes, comes twice, changes places
 * or takes the place of another. Gives the new size; 0 where nothing could be
 * done.
 */
size_t fuzz_mutate(uint8_t *text, size_t size, size_t most, uint32_t seed);

#endif /* FUZZ_H */
