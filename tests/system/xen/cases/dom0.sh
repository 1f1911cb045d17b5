# Dom0 is up, knows its hypervisor, and is the only domain.
. ./lib.sh

xl list || fail "xl list"
[ "$(xl list | wc -l)" -eq 2 ] || fail "there are other domains"
xl list | grep -q '^Domain-0  *0 ' || fail "Domain-0 has no name"
xl info | grep xen_version || fail "xl info"
for device in evtchn gntdev gntalloc privcmd; do
    [ -c "/dev/xen/$device" ] || fail "no device $device"
done
