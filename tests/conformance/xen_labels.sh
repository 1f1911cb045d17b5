# xen_labels.sh stock|flask: both ends want the label of Dom0 of each other,
# or another one, which is refused; without FLASK any is.
. ./lib.sh

run() { # LABEL
    IVMC_XEN_LABEL=$1 CK_RUN_CASE=calls ./conformance_xen >/run/labels 2>&1
}

refused() { # LABEL
    ! run "$1" || fail "$1 is accepted"
    grep -q IVMC_REFUSED /run/labels || fail "$(cat /run/labels)"
    ! grep -q -e IVMC_TIMEOUT -e '^[1-9].*%' /run/labels ||
        fail "$(cat /run/labels)"
}

if [ "$1" = flask ]; then
    run system_u:system_r:dom0_t || fail "$(cat /run/labels)"
else
    refused system_u:system_r:dom0_t
fi
refused system_u:system_r:domU_t
