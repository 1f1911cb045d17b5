/* What the oracle must see in pages: a word loaded again, copied again. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "connected.h"
#include "page.h"

#define AT 1024

static uint64_t again(void)
{
    static uint64_t before;
    uint64_t more;

    /* Compilers know the sanitizer's calls, and that they count nothing. */
    __asm__ volatile("" : : : "memory");
    more = fetch_counts.again - before;
    before = fetch_counts.again;
    return more;
}

int main(void)
{
    int fd = memfd_create("pages", MFD_CLOEXEC);
    unsigned char *a, *b, copy[16];
    volatile uint32_t *word;
    uint64_t once, loaded, copied, back;

    if (fd < 0 || ftruncate(fd, PAGE_SIZE) != 0)
        _Exit(3);
    a = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    b = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (a == MAP_FAILED || b == MAP_FAILED)
        _Exit(3);
    word = (volatile uint32_t *)(void *)(b + AT);
    memset(a + AT, 1, 16);
    (void)*word;
    memcpy(copy, b + AT + 4, 12);
    once = again();
    (void)*word;
    loaded = again();
    memcpy(copy, b + AT, 16);
    copied = again();
    *(volatile uint32_t *)(void *)(a + AT) = 2;
    (void)*word;
    back = again();
    printf("once %d, loaded %d, copied %d, stored anew %d\n", (int)once,
           (int)loaded, (int)copied, (int)back);
    (void)fflush(stdout);
    _Exit(once == 0 && loaded == 4 && copied == 16 && back == 0 ? 0 : 2);
}
