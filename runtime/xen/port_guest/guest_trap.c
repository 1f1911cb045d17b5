/* An exception is the end; the registers say where. */
#include "guest.h"

#include <string.h>

#define TRAPS 20

extern char guest_traps[]; /* start.S: 16 octets each */

/* As start.S pushes them, on top of what the hypervisor does; 4 letters each. */
static const char names[] = "r15 r14 r13 r12 r10 r9  r8  rdi rsi rbp rbx rdx "
                            "rax vec rcx r11 err rip cs  flg rsp ss  ";
#define VECTOR 13
#define CODE   16 /* only where the exception has one */

_Noreturn void guest_trap(const uint64_t *frame);

static void tell(const char *name, uint64_t value)
{
    char text[] = "nam 0123456789abcdef\n";
    size_t i;

    memcpy(text, name, 4);
    for (i = 19; i >= 4; i--, value >>= 4)
        text[i] = "0123456789abcdef"[value & 15];
    ivmc_guest_write(text, sizeof text - 1);
}

/* 8, 10 to 14 and 17 have an error code. */
static bool has_code(uint64_t vector)
{
    return (UINT32_C(0x27d00) >> vector & 1) != 0;
}

void guest_trap(const uint64_t *frame)
{
    bool code = has_code(frame[VECTOR]);
    size_t i;

    tell("cr2 ", guest_shared ? guest_shared->vcpu_info[0].arch.cr2 : 0);
    for (i = 0; names[4 * i] != '\0'; i++)
        if (i != CODE || code)
            tell(names + 4 * i, *frame++);
    ivmc_guest_end(true);
}

void guest_traps_open(void)
{
    static struct trap_info table[TRAPS + 1];
    uint8_t i;

    for (i = 0; i < TRAPS; i++) {
        table[i].vector = i;
        table[i].cs = FLAT_KERNEL_CS;
        table[i].address = guest_address(guest_traps + 16 * i);
    }
    (void)guest_hypercall(__HYPERVISOR_set_trap_table, guest_address(table), 0,
                          0, 0);
}
