#!/usr/bin/env bash
# files.sh BIN MEGABYTES: copies a file of that size through generated stubs,
# there and back, over each transport; checksums are equal. Then what must be
# refused is refused.
. "$(dirname "$0")/lib.sh"
bin=$1
megabytes=$2

mkdir "$work/export" "$work/secret" || error "no room to work in"
echo secret >"$work/secret/file"
ln -s "$work/secret/file" "$work/export/link"
ln -s "$work/secret" "$work/export/dir-link"
mkfifo "$work/export/fifo"
printf 'short\n' >"$work/export/short"
# Not compressible, not aligned to a chunk, the same in each run.
openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 </dev/zero 2>/dev/null |
    head -c $((megabytes * 1048576 + 12345)) >"$work/export/big"
[ -s "$work/export/big" ] || error "cannot make the test file"
sum=$(sha256sum <"$work/export/big")

there_and_back() {
    local at=$1
    "$bin/ivmc-cp" -p "$at" :big "$work/copy" 2>"$work/progress" ||
        fail "$at: $(tail -n 1 "$work/progress")"
    grep -q 'MiB/s' "$work/progress" || fail "$at: no progress shown"
    [ "$(sha256sum <"$work/copy")" = "$sum" ] || fail "$at: copied wrong"
    "$bin/ivmc-cp" "$at" "$work/copy" :back || fail "$at: cannot copy back"
    [ "$(sha256sum <"$work/export/back")" = "$sum" ] || fail "$at: back wrong"
    rm "$work/copy" "$work/export/back"
}

start_server "$work/log" "$bin/ivmc-files" "$work/export" "page:$work/pages"
before=$(descriptors "$server")
there_and_back "$(address_of "$work/log")"
sleep 0.1
[ "$(descriptors "$server")" = "$before" ] || fail "descriptors leak"
stop_server "$server"

start_server "$work/log" "$bin/ivmc-files" "$work/export" \
    "unix:$work/stream" "seqpacket:$work/packets" tcp:127.0.0.1:0 'tcp:[::1]:0'
before=$(descriptors "$server")
for i in 1 2 3 4; do
    there_and_back "$(address_of "$work/log" $i)"
done
at=$(address_of "$work/log" 1)

[ "$("$bin/ivmc-cat" "$at" short)" = short ] || fail "cat"
"$bin/ivmc-cat" "$at" . >"$work/list" || fail "list"
grep -q ' short$' "$work/list" || fail "the list lacks a file"

for path in ../secret/file "$work/secret/file" link dir-link/file fifo \
    /proc/self/root/etc/passwd absent short/below ''; do
    "$bin/ivmc-cat" "$at" "$path" >"$work/out" 2>"$work/err" &&
        fail "'$path' is served"
    [ ! -s "$work/out" ] || fail "'$path' gave octets"
    [ -s "$work/err" ] || fail "'$path': no message"
done
"$bin/ivmc-cp" "$at" :absent "$work/none" 2>/dev/null && fail "absent copied"
ls "$work"/none* 2>/dev/null && fail "a failed copy left something behind"

sleep 0.1
[ "$(descriptors "$server")" = "$before" ] || fail "descriptors leak"
stop_server "$server"

start_server "$work/log" "$bin/ivmc-files" -r "$work/export" "unix:$work/ro"
"$bin/ivmc-cp" "unix:$work/ro" "$work/list" :new 2>/dev/null &&
    fail "a read-only server was written to"
[ ! -e "$work/export/new" ] || fail "a read-only server made a file"
stop_server "$server"
exit 0
