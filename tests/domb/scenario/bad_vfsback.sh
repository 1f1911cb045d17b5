# vfsback turns against the builder in mid-build: nothing is built but what was
# measured, nothing hangs, and the next build is a good one.
. ./lib_domb.sh
. ./forward.sh

kernel=$(sha256sum /guest/vmlinux | cut -d' ' -f1)
vfsback_stop

# try WHAT AT DIGEST: a build of Debian's kernel; its words are in /run/said.
try() {
    vfsback_start bad-vfsback VFSBACK_DOES="$1" VFSBACK_AT="$2"
    config bad vmlinux 128 "extra = 'console=hvc0'"
    domb build -p ${3:+--kernel-digest "$3"} /run/bad.cfg >/run/said 2>&1
    built=$?
    sed -n "s/^domb: /$1: /p" /run/said
    vfsback_stop
}

refused() { # WHAT AT DIGEST TEXT
    try "$1" "$2" "$3"
    [ "$built" != 0 ] || fail "$1: it was built"
    grep -q "$4" /run/said || fail "$1: refused for another reason"
    ! xl domid bad 2>/dev/null || fail "$1: the domain is still there"
}

# That is the demanded one no more, from the first read to the last.
refused lie 20 "$kernel" 'not the digest'
refused lie 0 "" 'no ELF'
refused short 20 "" 'shorter'
refused long 20 "" 'shorter'
refused slow 20 "" 'no answer'
refused die 20 "" 'no answer'

# Without a demand the lie is built, but it is not measured as the truth.
try lie 20 ""
[ "$built" = 0 ] || fail "lie: it was not built"
[ "$(digest kernel /run/said)" != "$kernel" ] || fail "lie: not measured"
guest_destroy bad

# What changes after it was read is not what runs.
try scribble 20 ""
[ "$built" != 0 ] || guest_destroy bad

vfsback_start
config after hello-guest 16
domb build /run/after.cfg || fail "it does not build any more"
guest_says after 'serving hello' 60
guest_destroy after
forget_denials
