# Where the hypervisor has no labels, who wants one is refused.
. ./lib.sh

guest_create server /test/conformance-guest 128 'extra = "serve many"'
guest_says server serving 60
address=xen:$(guest_id server)/probe

guest_create vault /test/conformance-guest 128 "extra = \"vault $address\""
guest_says vault 'vault: IVMC_REFUSED' 60
guest_create call /test/conformance-guest 128 \
    "extra = \"require system_u:system_r:server_t call $address\""
guest_says call 'calling: IVMC_REFUSED' 60
for name in call vault server; do
    guest_destroy "$name"
done
