/* What compiled C takes for granted. */
#include "guest.h"

#include <string.h>

_Noreturn void __stack_chk_fail(void);

void *memcpy(void *to, const void *from, size_t len)
{
    void *start = to;
    size_t words = len / 8;

    __asm__ volatile("rep movsq; mov %3, %2; rep movsb"
                     : "+&D"(to), "+&S"(from), "+&c"(words)
                     : "r"(len % 8)
                     : "memory");
    return start;
}

void *memmove(void *to, const void *from, size_t len)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if ((uintptr_t)to - (uintptr_t)from >= len)
        return memcpy(to, from, len);
    /* The barrier keeps the loop from being made a call of ourselves. */
    while (len-- > 0) {
        t[len] = f[len];
        __asm__ volatile("" : : : "memory");
    }
    return to;
}

void *memset(void *to, int octet, size_t len)
{
    void *start = to;

    __asm__ volatile("rep stosb" : "+D"(to), "+c"(len) : "a"(octet) : "memory");
    return start;
}

int memcmp(const void *a, const void *b, size_t len)
{
    const unsigned char *x = a, *y = b;
    size_t i;

    for (i = 0; i < len; i++)
        if (x[i] != y[i])
            return x[i] - y[i];
    return 0;
}

size_t strlen(const char *text)
{
    size_t len = 0;

    for (; text[len] != '\0'; len++)
        __asm__ volatile("");
    return len;
}

int strcmp(const char *a, const char *b)
{
    for (; *a != '\0' && *a == *b; a++)
        b++;
    return (unsigned char)*a - (unsigned char)*b;
}

void __stack_chk_fail(void)
{
    ivmc_guest_write("the stack was overrun\n", 22);
    ivmc_guest_end(true);
}
