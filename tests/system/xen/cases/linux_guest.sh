# A Linux guest comes up, runs what it is told to, and knows its own domain.
. ./lib.sh

guest_linux linux "echo I am \$(xenstore-read domid)"
id=$(guest_id linux) || fail "it has no id"
guest_says linux "I am $id" 150
guest_says linux "GUEST-EXIT 0" 20
guest_destroy linux
