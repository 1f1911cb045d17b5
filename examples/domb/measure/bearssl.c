/*
 * What Debian's BearSSL wants beside memcpy, memmove, memset and memcmp: it is
 * compiled with checks of the room that the compiler knows.
 */
#include <stddef.h>
#include <string.h>

void *__memcpy_chk(void *to, const void *from, size_t len, size_t room);
void *__memset_chk(void *to, int octet, size_t len, size_t room);

void *__memcpy_chk(void *to, const void *from, size_t len, size_t room)
{
    if (len > room)
        __builtin_trap();
    return memcpy(to, from, len);
}

void *__memset_chk(void *to, int octet, size_t len, size_t room)
{
    if (len > room)
        __builtin_trap();
    return memset(to, octet, len);
}
