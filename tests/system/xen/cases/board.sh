# The servant and the visitor of examples/board as domains of Xen: guest to
# guest, Dom0 to guest, and the reverse.
. ./lib.sh

served() { # LOG
    while read -r line; do
        grep -qF "$line" "$1" || fail "$1 lacks '$line'"
    done <board.txt
}

guest_create board /test/board-guest 16
guest_says board 'serving board' 60
id=$(guest_id board)
board-client "xen:$id/board" >/run/board.log 2>&1 || fail "$(cat /run/board.log)"
served /run/board.log
guest_destroy board

guest_create board /test/board-guest 16
guest_says board 'serving board' 60
guest_create visitor /test/board-guest 16 \
    "extra = \"xen:$(guest_id board)/board\""
guest_says visitor 'listed 3: a letter to write' 60
served "$(guest_log visitor)"
guest_destroy visitor
guest_destroy board

board-server xen:board >/run/server 2>&1 &
server=$!
wait_until 20 grep -q '^serving at' /run/server || fail "no server in Dom0"
guest_create visitor /test/board-guest 16 'extra = "xen:0/board"'
guest_says visitor 'listed 3: a letter to write' 60
served "$(guest_log visitor)"
guest_destroy visitor
kill "$server"
