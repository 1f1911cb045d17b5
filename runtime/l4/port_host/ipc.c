/*
 * The system call: a send phase, a receive phase, or both without a gap
 * between them.
 */
#include "kernel.h"

#include <errno.h>

static __thread l4_host_inject_fn *inject;
static __thread void *inject_arg;

void l4_host_inject(l4_host_inject_fn *fn, void *arg)
{
    inject = fn;
    inject_arg = arg;
}

/* ---- waiting --------------------------------------------------------------------- */

/* Until the state is DONE, or CALLING after SENDING; or why it is not. */
static l4_umword_t wait_while(struct thread *self, enum state state,
                              struct until until)
{
    l4_umword_t receiving = state == SENDING ? 0 : 1;
    bool in_time = !until.at_once;

    while (self->state == state) {
        thread_leave_if_dead(self);
        if (self->cancel) {
            self->cancel = false;
            self->state = RUNNING;
            return L4_IPC_SECANCELED | receiving;
        }
        if (!in_time) {
            self->state = RUNNING;
            return L4_IPC_SETIMEOUT | receiving;
        }
        in_time = kernel_sleep(self, until.deadline_ns);
    }
    thread_leave_if_dead(self);
    return 0;
}

/* ---- sending ---------------------------------------------------------------------- */

static bool is_ready(const struct thread *to, const struct thread *from)
{
    if (to->state == WAITING)
        return true;
    return (to->state == RECEIVING || to->state == CALLING) &&
           to->partner.serial == from->serial;
}

/* Kernel objects answer themselves; none of their operations is known here. */
static bool kernel_answers(const struct object *o, uint32_t rights,
                           l4_msgtag_t tag)
{
    long label = l4_msgtag_label(tag);

    switch (o->kind) {
    case GATE:
        return label == L4_PROTO_KOBJECT &&
               (rights & L4_FPAGE_C_IPCGATE_SVR) != 0;
    case THREAD:
        return label == L4_PROTO_THREAD;
    default:
        return true;
    }
}

/* To `partner` or, when it is NULL, to who will be bound to the gate. */
static l4_umword_t send_to(struct thread *self, struct thread *partner,
                           uint32_t gate, struct until until)
{
    l4_umword_t error;

    self->gate = gate;
    self->partner.serial = 0;
    if (partner != NULL) {
        self->partner = thread_ref(partner);
        if (is_ready(partner, self)) {
            deliver(self, partner);
            kernel_wake(partner);
            return self->sent;
        }
    }
    self->order = ++kernel->serial;
    self->state = SENDING;
    error = wait_while(self, SENDING, until);
    return error != 0 ? error : self->sent;
}

static l4_umword_t send_to_object(struct thread *self, l4_cap_idx_t dest,
                                  struct until until, bool *answered)
{
    struct object *o = cap_lookup(thread_task(self), dest, &self->rights);
    struct thread *to;

    if (o == NULL)
        return L4_IPC_ENOT_EXISTENT;
    if (kernel_answers(o, self->rights, self->tag)) {
        *answered = true;
        return 0;
    }
    if (o->kind == GATE)
        self->label = o->label | (self->rights & 3);
    if (o->kind == GATE && !o->bound)
        return send_to(self, NULL, object_index(o) + 1, until);
    to = thread_of(o->thread);
    if (to == NULL)
        return L4_IPC_ENOT_EXISTENT;
    return send_to(self, to, 0, until);
}

/* The slot of an explicit reply capability, or the implicit one. */
static struct ref *reply_slot(struct thread *self, l4_cap_idx_t dest)
{
    unsigned long i = dest >> L4_CAP_SHIFT;

    if (l4_is_invalid_cap(dest))
        return &self->reply;
    if ((dest & L4_REPLY_CAP_BIT) == 0 || i >= REPLIES)
        return NULL;
    return &thread_task(self)->replies[i];
}

/* Nobody has to be waited for: who calls is ready for its reply. */
static l4_umword_t send_reply(struct thread *self, l4_cap_idx_t dest)
{
    struct ref *slot = reply_slot(self, dest);
    struct thread *to;

    if (slot == NULL)
        return L4_IPC_NO_REPLY_CAP;
    to = deliver_caller(*slot);
    slot->serial = 0;
    if (to == NULL)
        return L4_IPC_ENOT_EXISTENT;
    self->rights = L4_CAP_FPAGE_RWSD;
    deliver(self, to);
    kernel_wake(to);
    return self->sent;
}

/* ---- receiving ----------------------------------------------------------------------- */

static l4_umword_t open_wait(struct thread *self, l4_cap_idx_t dest,
                             struct until until)
{
    struct ref *slot = reply_slot(self, dest);
    struct thread *from;

    if (slot == NULL)
        return L4_IPC_NO_REPLY_CAP;
    self->reply_slot =
        l4_is_invalid_cap(dest) ? 0 : (uint32_t)(dest >> L4_CAP_SHIFT) + 1;
    self->state = WAITING;
    from = deliver_next(self);
    if (from != NULL) {
        deliver(from, self);
        kernel_wake(from);
    }
    return wait_while(self, WAITING, until);
}

/* From one thread; L4_INVALID_CAP: from nobody, until time is over. */
static l4_umword_t closed_wait(struct thread *self, l4_cap_idx_t dest,
                               struct until until)
{
    struct object *o = cap_lookup(thread_task(self), dest, NULL);
    struct thread *from;

    self->partner.serial = 0;
    if (l4_is_valid_cap(dest)) {
        if (o == NULL || o->kind != THREAD || thread_of(o->thread) == NULL)
            return L4_IPC_ENOT_EXISTENT | 1;
        self->partner = o->thread;
    }
    self->state = RECEIVING;
    from = self->partner.serial != 0 ? deliver_next(self) : NULL;
    if (from != NULL) {
        deliver(from, self);
        kernel_wake(from);
    }
    return wait_while(self, RECEIVING, until);
}

/* ---- both ------------------------------------------------------------------------------ */

static enum l4_host_fault fault(enum l4_host_phase phase, l4_cap_idx_t dest,
                                struct thread *self)
{
    return inject == NULL ? L4_HOST_NONE
                          : inject(inject_arg, phase, dest, self->tag);
}

/* What is sent is changed, or not at all: then the error. */
static l4_umword_t spoil_send(struct thread *self, enum l4_host_fault f)
{
    unsigned words = l4_msgtag_words(self->tag);
    unsigned items = l4_msgtag_items(self->tag);
    long label = l4_msgtag_label(self->tag);

    switch (f) {
    case L4_HOST_NONE:
        return 0;
    case L4_HOST_CANCEL:
        return L4_IPC_SECANCELED;
    case L4_HOST_TIMEOUT:
        return L4_IPC_SETIMEOUT;
    case L4_HOST_GONE:
        return L4_IPC_ENOT_EXISTENT;
    case L4_HOST_FEWER_WORDS:
        words -= words != 0;
        break;
    case L4_HOST_NO_WORDS:
        words = 0;
        break;
    case L4_HOST_MORE_ITEMS:
        items++;
        break;
    case L4_HOST_OTHER_LABEL:
        label++;
        break;
    }
    self->tag = l4_msgtag(label, words, items, l4_msgtag_flags(self->tag));
    return 0;
}

static l4_umword_t spoil_receive(enum l4_host_fault f)
{
    switch (f) {
    case L4_HOST_CANCEL:
        return L4_IPC_RECANCELED;
    case L4_HOST_TIMEOUT:
    case L4_HOST_GONE: /* who waits for a dead server is not woken */
        return L4_IPC_RETIMEOUT;
    default:
        return 0;
    }
}

static l4_umword_t send_phase(struct thread *self, l4_cap_idx_t dest,
                              l4_umword_t flags, struct until until,
                              bool *answered)
{
    l4_umword_t error = spoil_send(self, fault(L4_HOST_SEND, dest, self));

    if (error != 0)
        return error;
    if ((flags & L4_SYSF_REPLY) != 0)
        return send_reply(self, dest);
    return send_to_object(self, dest, until, answered);
}

static l4_umword_t receive_phase(struct thread *self, l4_cap_idx_t dest,
                                 l4_umword_t flags, struct until until)
{
    l4_umword_t error = spoil_receive(fault(L4_HOST_RECEIVE, dest, self));

    if (error != 0) {
        self->state = RUNNING;
        return error;
    }
    if (self->calls)
        return wait_while(self, CALLING, until);
    if ((flags & L4_SYSF_OPEN_WAIT) != 0)
        return open_wait(self,
                         flags & L4_SYSF_SEND && !(flags & L4_SYSF_REPLY)
                             ? L4_INVALID_CAP
                             : dest,
                         until);
    return closed_wait(self, dest, until);
}

/* -L4_ENOSYS, as the kernel answers what it does not know. */
static l4_msgtag_t not_known(struct thread *self)
{
    deliver_clear(self, 0);
    return l4_msgtag(-L4_ENOSYS, 0, 0, 0);
}

static l4_msgtag_t in_kernel(struct thread *self, l4_cap_idx_t dest,
                             l4_umword_t flags, l4_timeout_t timeout)
{
    l4_utcb_t *u = thread_utcb(self);
    l4_msgtag_t failed = {L4_MSGTAG_ERROR}, sent = {0};
    bool answered = false;
    l4_umword_t error = 0;

    if ((flags & L4_SYSF_SEND) != 0)
        error = send_phase(self, dest, flags, timeout_until(timeout.p.snd, u),
                           &answered);
    if (answered)
        return not_known(self);
    if (error != 0 || (flags & L4_SYSF_RECV) == 0) {
        l4_utcb_tcr_u(u)->error = error;
        return error != 0 ? failed : sent;
    }
    error = receive_phase(self, dest, flags, timeout_until(timeout.p.rcv, u));
    if (error == 0)
        error = self->error;
    else
        self->got = failed;
    l4_utcb_tcr_u(u)->error = error;
    return self->got;
}

l4_msgtag_t l4_ipc(l4_cap_idx_t dest, l4_utcb_t *u, l4_umword_t flags,
                   l4_umword_t send_label, l4_msgtag_t tag,
                   l4_umword_t *received_label, l4_timeout_t timeout)
{
    struct thread *self = kernel_self;
    l4_msgtag_t got;

    (void)u; /* the caller's own, as everywhere */
    kernel_lock();
    thread_leave_if_dead(self);
    tag.raw &= ~(l4_mword_t)L4_MSGTAG_FLAGS;
    self->tag = tag;
    self->label = send_label;
    self->calls = flags == L4_SYSF_CALL;
    self->error = 0;
    self->sent = 0;
    self->map_count = 0;
    got = in_kernel(self, dest, flags, timeout);
    self->state = RUNNING;
    if ((flags & L4_SYSF_RECV) != 0 && received_label != NULL &&
        !l4_msgtag_has_error(got))
        *received_label = self->got_label;
    kernel_unlock();
    memory_map_pending(self);
    return got;
}
