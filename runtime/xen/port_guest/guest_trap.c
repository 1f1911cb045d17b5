/* An exception is the end; the registers say where. */
#include "guest.h"

#define TRAPS 20

extern char guest_traps[]; /* start.S: 16 octets each */

/* As start.S pushes them, on top of what the hypervisor does. */
struct trap_frame {
    uint64_t r15, r14, r13, r12, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rax;
    uint64_t vector, rcx, r11;
    uint64_t rest[]; /* an error code, or none; rip, cs, rflags, rsp, ss */
};

_Noreturn void guest_trap(const struct trap_frame *f);

/* 8, 10 to 14 and 17 have an error code. */
static bool has_code(uint64_t vector)
{
    return (UINT32_C(0x27d00) >> vector & 1) != 0;
}

void guest_trap(const struct trap_frame *f)
{
    bool code = has_code(f->vector);
    const uint64_t *at = f->rest + (code ? 1 : 0);

    ivmc_guest_print("guest: exception %lu code %lx at %lx address %lx\n",
                     f->vector, code ? f->rest[0] : 0, at[0],
                     guest_shared ? guest_shared->vcpu_info[0].arch.cr2 : 0);
    ivmc_guest_print("rax %lx rbx %lx rcx %lx rdx %lx rsi %lx rdi %lx\n",
                     f->rax, f->rbx, f->rcx, f->rdx, f->rsi, f->rdi);
    ivmc_guest_print("rbp %lx rsp %lx r8 %lx r9 %lx r10 %lx r11 %lx\n", f->rbp,
                     at[3], f->r8, f->r9, f->r10, f->r11);
    ivmc_guest_print("r12 %lx r13 %lx r14 %lx r15 %lx rflags %lx\n", f->r12,
                     f->r13, f->r14, f->r15, at[2]);
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
