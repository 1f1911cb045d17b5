# A client in Dom0, lied to by the server in a guest: nothing of it stays.
. ./lib.sh

echo 1024 >/sys/module/xen_gntalloc/parameters/limit || error "no limit"
guest_create liar /test/guest-impostor 16 'extra = "serve"'
guest_says liar lying 60
./xen-kill left >/run/before
./xen-lied-to "xen:$(guest_id liar)/fake" || fail "it was believed"
./xen-kill left >/run/after
diff /run/before /run/after || fail "something is left"
grep -q 'all pages are free: yes' /run/after || fail "pages are not free"
! guest_said liar FAILED || fail "$(tail -n 1 "$(guest_log liar)")"
guest_destroy liar
wait_until 20 sh -c '! xl list | grep -q -e null -e liar' ||
    fail "the domain stays"
