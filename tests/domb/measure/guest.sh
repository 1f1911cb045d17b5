# Measuring in a guest, on a processor with RDRAND.
. ./lib.sh

guest_create measure /test/domb-measure 24
guest_says measure 'all is well' 60
grep -q 'domb: key 04[0-9a-f]\{128\}' "$(guest_log measure)" ||
    fail "there is no key"
guest_destroy measure

guest_create hash /test/domb-measure 24 'extra = "hash 8"'
guest_says hash 'sha-256 of 8 MiB: ' 60
grep sha-256 "$(guest_log hash)"
guest_destroy hash
