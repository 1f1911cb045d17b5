# What `./demo.sh xen` shows: Dom0 and guests calling each other.
. ./lib.sh

title() {
    echo
    echo "== $*"
}

show() {
    echo "\$ $*"
    "$@" || fail "$1 said no"
}

console() { # NAME
    guest_log "$1" | xargs sed "s/^/$1's console: /"
}

title "1. A domain of its own: hello-server without an operating system"
guest_create hello /test/hello-guest 16
guest_says hello 'serving hello' 60
xl list
ls -l /test/hello-guest | awk '{ print "its image: " $5 " octets" }'

title "2. A process of Dom0 calls it, over a granted page"
show hello-client "xen:$(guest_id hello)/hello" Dom0

title "3. Another guest calls it"
guest_create client /test/hello-guest 16 \
    "extra = \"xen:$(guest_id hello)/hello\""
guest_says client 'Hello, guest!' 60
console client
guest_destroy client

title "4. The other way round: a guest calls a process of Dom0"
hello-server xen:hello >/run/server 2>&1 &
server=$!
wait_until 20 grep -q '^serving at' /run/server || fail "no server in Dom0"
guest_create caller /test/hello-guest 16 'extra = "xen:0/hello"'
guest_says caller 'Hello, guest!' 60
console caller
guest_destroy caller
kill "$server"

title "5. The domain is destroyed: a client gets a status, and does not hang"
id=$(guest_id hello)
guest_destroy hello
echo "\$ hello-client xen:$id/hello World"
! hello-client "xen:$id/hello" World || fail "somebody answered"
