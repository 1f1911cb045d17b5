# Labels that the hypervisor gives, asked for by the server, by the client and
# by both: who has another one is refused.
. ./lib.sh

label() { # TYPE
    echo "system_u:system_r:$1"
}

guest() { # NAME TYPE COMMAND
    guest_create "$1" /test/conformance-guest 128 \
        "seclabel = \"$(label "$2")\"" "extra = \"$3\""
}

# A client of TYPE that calls a server of TYPE: how its connection went.
call() { # TYPE REQUIRED STATUS
    local command
    command="call xen:$(guest_id server)/probe"
    [ "$2" = any ] || command="require $(label "$2") $command"
    guest caller "$1" "$command"
    guest_says caller "calling: $3" 60
    guest_destroy caller
}

# What a client of TYPE gets of the vault, whose interface wants a label.
vault() { # TYPE STATUS
    guest caller "$1" "vault xen:$(guest_id server)/probe"
    guest_says caller "vault: $2" 60
    guest_destroy caller
}

guest server server_t "require $(label client_t) serve many"
guest_says server serving 60

call client_t any IVMC_OK
call client_t server_t IVMC_OK
call client_t stranger_t IVMC_REFUSED
call stranger_t any IVMC_REFUSED
call stranger_t server_t IVMC_REFUSED
call client_t server_t IVMC_OK
vault client_t IVMC_OK
guest_destroy server

guest server stranger_t "serve many"
guest_says server serving 60
vault server_t IVMC_REFUSED
call server_t any IVMC_OK
guest_destroy server
