/* Time, and numbers that nobody guesses. */
#include "guest.h"

static uint64_t cycles(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static uint64_t scale(uint64_t cycles, uint32_t mul, int8_t shift)
{
    uint64_t high, low;

    cycles = shift < 0 ? cycles >> -shift : cycles << shift;
    __asm__("mulq %3"
            : "=a"(low), "=d"(high)
            : "a"(cycles), "r"((uint64_t)mul));
    return high << 32 | low >> 32;
}

uint64_t ivmc_guest_now(void)
{
    const volatile struct vcpu_time_info *t = &guest_shared->vcpu_info[0].time;
    uint32_t version;
    uint64_t now;

    /* Odd, or another one afterwards: the hypervisor was writing. */
    do {
        version = t->version;
        __asm__ volatile("lfence" : : : "memory");
        now = t->system_time + scale(cycles() - t->tsc_timestamp,
                                     t->tsc_to_system_mul, t->tsc_shift);
        __asm__ volatile("lfence" : : : "memory");
    } while ((version & 1) != 0 || version != t->version);
    return now;
}

bool ivmc_guest_rdrand(uint64_t *number)
{
    uint32_t a = 1, b, c = 0, d, tries;
    unsigned char good = 0;

    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    for (tries = (c >> 30 & 1) * 10; tries > 0 && !good; tries--)
        __asm__ volatile("rdrand %0; setc %1" : "=r"(*number), "=qm"(good));
    return good != 0;
}

uint64_t ivmc_guest_random(void)
{
    static uint64_t state;
    uint64_t fresh = 0;

    /* Without it at least no number comes twice: Weyl's sequence, mixed. */
    (void)ivmc_guest_rdrand(&fresh);
    state += UINT64_C(0x9e3779b97f4a7c15) ^ cycles();
    fresh ^= (state ^ state >> 31) * UINT64_C(0xbf58476d1ce4e5b9);
    return fresh ^ fresh >> 29;
}
