/*
 * What a call or a runtime function reports. A call returns exactly one of
 * result (IVMC_OK), user exception (IVMC_EXCEPTION), or another status.
 */
#ifndef IVMC_STATUS_H
#define IVMC_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The numbers travel in replies of kind "status" and never change. A number
 * that a peer sends and that does not stand here is IVMC_BAD_MESSAGE.
 */
enum ivmc_status {
    IVMC_OK = 0,
    IVMC_EXCEPTION = 1,      /* the servant raised a declared exception */
    IVMC_BAD_MESSAGE = 2,    /* octets that are not exactly one valid message */
    IVMC_BAD_OPERATION = 3,  /* no operation of that number */
    IVMC_BAD_INTERFACE = 4,  /* interface unknown, or signatures differ */
    IVMC_BAD_OBJECT = 5,     /* no object of that key, or of another class */
    IVMC_BAD_ARGUMENT = 6,   /* a value the IDL does not allow; nothing sent */
    IVMC_TOO_LARGE = 7,      /* over the connection's limit; nothing sent */
    IVMC_LIMIT = 8,          /* lent memory, a quota or a depth is used up */
    IVMC_TIMEOUT = 9,        /* the deadline passed; the call may still run */
    IVMC_PEER_GONE = 10,     /* closed, killed, reset or never there */
    IVMC_REFUSED = 11,       /* the peer refuses: version, quota, policy */
    IVMC_NOT_TRANSFERABLE = 12, /* the transport cannot carry the item */
    IVMC_BUSY = 13,          /* too many calls in flight on the channel */
    IVMC_SERVANT_FAILED = 14, /* undeclared exception or invalid result */
    IVMC_BAD_ADDRESS = 15,   /* an address string that cannot be understood */
    IVMC_SYSTEM = 16,        /* the operating system refused; see errno */
    IVMC_STATUS_COUNT = 17
};

/* "IVMC_TIMEOUT"; "IVMC_UNKNOWN" for numbers that are none. Never NULL. */
const char *ivmc_status_name(enum ivmc_status status);

/* A sentence for people: "the deadline passed before the reply came". */
const char *ivmc_status_text(enum ivmc_status status);

#ifdef __cplusplus
}
#endif

#endif /* IVMC_STATUS_H */
