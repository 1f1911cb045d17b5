# What the Linux guest of xen_linux.sh does.
set -e
CK_RUN_CASE=calls ./conformance_xen
IVMC_XEN_SERVER=xen:0/probe
export IVMC_XEN_SERVER
./conformance_xen_guest
IVMC_XEN_ASK=yes CK_RUN_CASE=calls ./conformance_xen_guest
echo 'the client is done'
./xen-kill serve &
exec ./xen-server
