# Debian's kernel, with a ramdisk, in 512 MiB and on two processors; and the
# proof that it is that.
. ./lib_domb.sh

nonce=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
config debian vmlinux 512 'ramdisk = "/guest/initrd"' 'vcpus = 2' \
    "extra = 'quiet console=hvc0 panic=1 ivmc_run=\"nproc; free -m\"'"
kernel=$(sha256sum /guest/vmlinux | cut -d' ' -f1)
ramdisk=$(sha256sum /guest/initrd | cut -d' ' -f1)
domb build --kernel-digest "$kernel" --ramdisk-digest "$ramdisk" \
    /run/debian.cfg 2>/run/said || {
    cat /run/said
    fail "it was not built"
}
cat /run/said
[ "$(digest kernel /run/said)" = "$kernel" ] || fail "another kernel"
[ "$(digest ramdisk /run/said)" = "$ramdisk" ] || fail "another ramdisk"
guest_says debian GUEST-EXIT 120
cat "$(guest_log debian)"
grep -q '^2' "$(guest_log debian)" || fail "it has not two processors"
guest_destroy debian

domb log /run/log || fail "no log"
domb quote $nonce /run/quote || fail "no quote"
domb verify --console /run/console --nonce $nonce /run/quote /run/log \
    >/run/verified || fail "it is not proven"
cat /run/verified
# All builds are in the log that was verified.
od -An -v -tx1 /run/log | tr -d ' \n' >/run/log.hex
for what in "$kernel" "$ramdisk" "$(digest config /run/said)"; do
    grep -q "$what" /run/log.hex || fail "$what is not in the log"
done
note_denials
