# Who serves XenStore hangs in the middle of a guest's questions: the guest
# serves those who are there, and whoever comes, once XenStore is back.
. ./lib.sh
xenstored=$(cat /run/xenstored.pid)

guest_create server /test/guest-victim 16 'extra = "serve"'
guest_says server serving 60
id=$(guest_id server)
inbox=/local/domain/$id/data/ivmc/kill

./xen-steady "xen:$id/kill" 18 >/run/steady &
steady=$!
wait_until 20 grep -q calling /run/steady || fail "no calls"
for _ in 1 2; do
    xenstore-write "$inbox/0-1" junk "$inbox/0-2" junk "$inbox/0-3" junk \
        "$inbox/0-4" junk "$inbox/0-5" junk "$inbox/0-6" junk
    kill -STOP "$xenstored"
    sleep 6
    kill -CONT "$xenstored"
    sleep 1
done
wait "$steady" || fail "$(cat /run/steady)"
cat /run/steady
longest=$(sed -n 's/.*longest: \(.*\) ms/\1/p' /run/steady)
[ "$longest" -lt 3000 ] || fail "they were kept waiting"
./xen-kill clients "xen:$id/kill" 3 || fail "nobody comes any more"
guest_destroy server
