/*
 * The first instructions, the notes by which a guest says how it wants to be
 * built, the way into the hypervisor, and where exceptions arrive.
 */
#include <xen/elfnote.h>

.macro note type, value:vararg
    .pushsection .note.Xen, "a", @note
    .balign 4
    .long 4, 2f - 1f, \type
    .asciz "Xen"
1:  \value
2:  .balign 4
    .popsection
.endm

note XEN_ELFNOTE_GUEST_OS, .asciz "ivmc"
note XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
note XEN_ELFNOTE_LOADER, .asciz "generic"
note XEN_ELFNOTE_VIRT_BASE, .quad guest_base
note XEN_ELFNOTE_PADDR_OFFSET, .quad guest_base
note XEN_ELFNOTE_ENTRY, .quad _start
note XEN_ELFNOTE_PAE_MODE, .asciz "yes"
note XEN_ELFNOTE_FEATURES, .asciz "!writable_page_tables|pae_pgdir_above_4gb"

    .section .text.start, "ax"
    .globl _start
/* rsi: the start information. There is no stack that we know of. */
_start:
    cld
    lea guest_stack_top(%rip), %rsp
    xor %ebp, %ebp
    fninit
    ldmxcsr mxcsr(%rip)
    mov %rsi, %rdi
    call guest_start
    ud2
mxcsr:
    .long 0x1f80

    .text
    .globl guest_hypercall
/* As a function of C; the hypervisor wants its arguments one further on. */
guest_hypercall:
    mov %edi, %eax
    mov %rsi, %rdi
    mov %rdx, %rsi
    mov %rcx, %rdx
    mov %r8, %r10
    syscall
    ret

/* Exception n arrives at guest_traps + 16 n, after rcx, r11 and its frame. */
    .globl guest_traps
    .balign 16
guest_traps:
.irp vector, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19
    .balign 16
    pushq $\vector
    jmp trapped
.endr

trapped:
.irp register, rax, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r12, r13, r14, r15
    push %\register
.endr
    cld
    mov %rsp, %rdi
    and $-16, %rsp
    call guest_trap

    .section .note.GNU-stack, "", @progbits
