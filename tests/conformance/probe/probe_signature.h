/* What both sides of probe.idl must agree on; the numbers mean nothing. */
#ifndef PROBE_SIGNATURE_H
#define PROBE_SIGNATURE_H

#define PROBE_COUNTER_IDENTITY "IDL:probe/Counter:1.0"
#define PROBE_PEER_IDENTITY "IDL:probe/Peer:1.0"

#define PROBE_COUNTER_SIGNATURE UINT64_C(0x102)
#define PROBE_PEER_SIGNATURE UINT64_C(0x20b)

#endif /* PROBE_SIGNATURE_H */
