/* The first octets each way, on a socket that blocks. */
#ifndef SOCKETS_HELLO_H
#define SOCKETS_HELLO_H

#include <ivmc/message.h>

#include "wait.h"

/* What both ends agreed on. */
struct hello_agreed {
    uint32_t max_message; /* the smaller of the two limits */
    uint32_t epoch;
};

/* The client's part: sends its hello, then waits for the server's. */
enum ivmc_status ivmc_hello_greet(struct wait_socket *s, uint32_t max_message,
                                  struct hello_agreed *agreed,
                                  struct ivmc_deadline *d);

/* The server's part; a client of another version is told so. */
enum ivmc_status ivmc_hello_answer(struct wait_socket *s, uint32_t max_message,
                                   struct hello_agreed *agreed,
                                   struct ivmc_deadline *d);

/*
 * Checks a client's hello, and writes the answer: it refuses when `status`
 * says so or the client speaks another version. IVMC_BAD_MESSAGE, and nothing
 * to answer, when the octets are no hello. The epoch is new and not 0.
 */
enum ivmc_status ivmc_hello_judge(const unsigned char theirs[IVMC_HELLO_SIZE],
                                  unsigned char ours[IVMC_HELLO_SIZE],
                                  uint32_t max_message, enum ivmc_status status,
                                  struct hello_agreed *agreed);

/* Writes a server's refusal. */
void ivmc_hello_refuse(unsigned char ours[IVMC_HELLO_SIZE],
                       enum ivmc_status status);

#endif /* SOCKETS_HELLO_H */
