# A guest proves what it is; and no module of Dom0's kernel while it is there.
. ./lib_domb.sh

builder=$(guest_id domb)
nonce=$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')
zero=0000000000000000000000000000000000000000000000000000000000000000
module=$(sha256sum <attest.sh | cut -d' ' -f1)

verdict_is() { # TEXT
    local said
    said=$(./domb-may-load "$builder" "$module") || fail "no verdict"
    [ "$said" = "$1" ] || fail "the guard says '$said' instead of '$1'"
}

verify() { # REFERENCE
    ./domb-verify --console /run/console --nonce "$nonce" --reference "$1" \
        /run/asks.quote /run/asks.log
}

verdict_is allow
cp domb-asks /guest
config asks domb-asks 16 "extra = '$builder $nonce'"
domb build /run/asks.cfg || fail "it was not built"
verdict_is 'domains exist'
guest_says asks 'asked: ' 60
guest_said asks 'quote 3 ' || {
    cat "$(guest_log asks)"
    fail "it got no quote"
}
# shellcheck disable=SC2059 # octets
printf "$(sed -n 's/.*quote [0-3] \([0-9a-f]*\).*/\1/p' "$(guest_log asks)" |
    tr -d '\n' | sed 's/../\\x&/g')" >/run/asks.quote
domb log /run/asks.log || fail "no log"

{
    echo "kernel $(sha256sum </guest/domb-asks | cut -d' ' -f1)"
    echo "ramdisk $zero"
    # 4,096 pages.
    echo "config $({ printf '\0\020\0\0'; printf %s "$builder $nonce"; } |
        sha256sum | cut -d' ' -f1)"
    echo "module $module"
} >/run/asks.reference
verify /run/asks.reference || fail "it is not what it is"
sed "s/^kernel .*/kernel $zero/" /run/asks.reference >/run/other
verify /run/other && fail "it is anything"
sed '/^module/d' /run/asks.reference >/run/other
verify /run/other && fail "a module is not seen"

guest_destroy asks
verdict_is allow
note_denials
