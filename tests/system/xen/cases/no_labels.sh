# Debian's own hypervisor has no FLASK: what wants labels must notice.
. ./lib.sh

! flask-getenforce || fail "there is FLASK"
