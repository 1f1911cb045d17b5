/*
 * The cases of conformance, compiled as a guest: as the server of one, or as
 * their client.
 *
 *   main.c       the command line
 *   server.c     the servants of probe.idl, and who has them begin anew
 *   transport.c  a pair is a connection to such a server
 *   suite.c      what the cases want of the package `check`
 *   libc.c       what they and the servants want of a C library
 */
#ifndef GUEST_CONFORMANCE_H
#define GUEST_CONFORMANCE_H

#include <ivmc/guest.h>
#include <ivmc/xen_guest.h>

#define GUEST_LARGEST (UINT32_C(4) << 20)
#define GUEST_PAGES   16u
#define GUEST_CONTENT 1234u /* of the vault */

/*
 * Serves under the name "probe", for ever: `many` clients, or one, whose label
 * is `label` unless that is NULL.
 */
enum ivmc_status guest_server(bool many, const char *label);

/* Runs all cases against the server at `address`; what fails ends the guest. */
void guest_cases(void);

/* Ends the guest if ports were not given back: there are few. */
void guest_has_its_ports(void);

/* The server that the transport connects to, and who grants the pages. */
extern const char *guest_address_of_server;
extern bool guest_asks;

/* Both sides: spin before they sleep. */
extern bool guest_spins;

#endif /* GUEST_CONFORMANCE_H */
