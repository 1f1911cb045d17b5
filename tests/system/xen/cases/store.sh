# XenStore keeps what it is given, and says when it changes.
. ./lib.sh

xenstore-write /tool/ivmc one || fail "write"
[ "$(xenstore-read /tool/ivmc)" = one ] || fail "read"
# A watch fires once when it is set, and then with each change.
xenstore-watch -n 2 /tool/ivmc >/run/watched &
watcher=$!
wait_until 10 grep -q ivmc /run/watched || fail "no first event"
xenstore-write /tool/ivmc two
wait_until 10 sh -c '! kill -0 '"$watcher"' 2>/dev/null' || fail "no event"
xenstore-rm /tool/ivmc || fail "remove"
! xenstore-exists /tool/ivmc || fail "it is still there"
