/*
 * System calls that fail, are interrupted or do less than was asked: the
 * linker puts these between the runtime and the C library (--wrap).
 */
#ifndef FAULTS_H
#define FAULTS_H

enum fault {
    FAULT_NONE,
    FAULT_FAIL,      /* one call of a kind fails */
    FAULT_INTERRUPT, /* each other call that may wait gives EINTR */
    FAULT_LITTLE     /* a few octets at a time go out and come in */
};

/* What can fail; each has an error of its own. */
enum fault_kind {
    FAULT_MALLOC,
    FAULT_CALLOC,
    FAULT_REALLOC,
    FAULT_SOCKET,
    FAULT_BIND,
    FAULT_LISTEN,
    FAULT_CONNECT,
    FAULT_ACCEPT,
    FAULT_GETSOCKOPT,
    FAULT_SETSOCKOPT,
    FAULT_FCNTL,
    FAULT_EPOLL_CREATE,
    FAULT_EPOLL_CTL,
    FAULT_EVENTFD,
    FAULT_SEND,
    FAULT_SENDMSG,
    FAULT_RECV,
    FAULT_RECVMSG,
    FAULT_KINDS
};

const char *fault_name(enum fault_kind kind);

/* From now on; for FAULT_FAIL the call number `at` (from 1) of `kind`. */
void fault_begin(enum fault fault, enum fault_kind kind, int at);

/* All is well again. Whether the call that was to fail was made. */
int fault_end(void);

#endif /* FAULTS_H */
