#!/usr/bin/env bash
# package.sh BUILD SOURCE: installs the build under a prefix of its own and
# builds a program outside the tree, by find_package and by pkg-config.
. "$(dirname "$0")/lib.sh"
build=$1
external=$(cd "$(dirname "$0")/external" && pwd)

cmake --install "$build" --prefix "$work/prefix" >"$work/log" 2>&1 ||
    { tail "$work/log" >&2; fail "cmake --install"; }

cmake -G Ninja -B "$work/cmake" -S "$external" -DCMAKE_PREFIX_PATH="$work/prefix" \
    -DCMAKE_C_FLAGS="$CFLAGS" >"$work/log" 2>&1 &&
    cmake --build "$work/cmake" >>"$work/log" 2>&1 ||
    { tail -n 30 "$work/log" >&2; fail "find_package(ivmc)"; }
[ "$("$work/cmake/adder")" = 5 ] || fail "the program says something else"

if grep -q '^IVMC_XEN_GUEST:BOOL=ON' "$build/CMakeCache.txt"; then
    [ -s "$work/cmake/adder-guest.xen" ] || fail "no guest of Xen"
fi

# A changed include makes the stubs anew, and nothing else does.
cp -r "$external" "$work/changed" && cmake -G Ninja -B "$work/again" \
    -S "$work/changed" -DCMAKE_PREFIX_PATH="$work/prefix" \
    -DCMAKE_C_FLAGS="$CFLAGS" >/dev/null 2>&1 &&
    ninja -C "$work/again" >/dev/null || fail "ninja build"
ninja -C "$work/again" | grep -q 'no work to do' || fail "builds twice"
echo '// changed' >>"$work/changed/types/number.idl"
ninja -C "$work/again" -n | grep -q idlc || fail "an include is not tracked"

PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name ivmc.pc)")
export PKG_CONFIG_PATH
idlc=$(pkg-config --variable=idlc ivmc)
mkdir -p "$work/plain/types" && cd "$work/plain" || error "no room"
"$idlc" "$external/adder.idl" && "$idlc" -o types "$external/types/number.idl" ||
    fail "installed idlc"
# shellcheck disable=SC2046,SC2086 # words
cc $CFLAGS -I. "$external/adder.c" adder_client.c adder_server.c -o adder \
    $(pkg-config --cflags --libs ivmc) || fail "pkg-config"
[ "$(./adder)" = 5 ] || fail "the pkg-config program says something else"

# With libivmc-xen, whose words say all that is needed. This is no Xen.
if grep -q '^IVMC_XEN:BOOL=ON' "$build/CMakeCache.txt"; then
    # shellcheck disable=SC2046,SC2086 # words
    cc $CFLAGS -I. "$external/xen_adder.c" adder_client.c -o xen_adder \
        $(pkg-config --cflags --libs ivmc-xen) || fail "pkg-config ivmc-xen"
    [ -e /proc/xen/capabilities ] ||
        [ "$(./xen_adder xen:0/adder)" = IVMC_SYSTEM ] ||
        fail "the program for Xen says something else"
fi
exit 0
