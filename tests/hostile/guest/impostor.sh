# A client in one guest, lied to by the server in another.
. ./lib.sh

guest_create liar /test/guest-impostor 16 'extra = "serve"'
guest_says liar lying 60
guest_create client /test/guest-impostor 16 "extra = \"$(guest_id liar)\""
wait_until 120 sh -c "xl list client | grep -q -e '--s[-c]' -e '-c-'" ||
    fail "the client does not come to an end"
guest_says client 'no lie was believed' 15
guest_destroy client
guest_destroy liar
