#!/usr/bin/env bash
# never.sh POLICY-FOLDER: the policy is compiled, and with any one of these
# rules more it is not. Exit status 99: could not be tried.
set -u
rules=$1
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/../../system/xen/parts.sh"
part_xen_flask

compile() { # [FILE]
    "$xen_dir/make-policy.sh" "$policy" "$work/policy" "$rules"/*.te \
        "$rules/initial_sids" "$@" >"$work/log" 2>&1
}

compile || {
    cat "$work/log"
    exit 1
}
failed=0
while read -r rule; do
    echo "$rule" >"$work/more.te"
    if compile "$work/more.te"; then
        echo "this is allowed: $rule"
        failed=1
    elif ! grep -q neverallow "$work/log"; then
        cat "$work/log"
        exit 99
    fi
done <<'END'
allow dom0_t guest_t:mmu map_read;
allow dom0_t guest_t:mmu map_write;
allow domb_t guest_t:mmu map_read;
allow guest_t guest_t:mmu map_read;
allow dom0_t guest_t:domain getvcpucontext;
allow dom0_t guest_t:domain setvcpucontext;
allow dom0_t guest_t:domain setdebugging;
allow dom0_t guest_t:domain trigger;
allow dom0_t guest_t:domain2 relabelfrom;
allow dom0_t guest_t:domain2 relabelto;
allow dom0_t guest_t:domain2 resource_map;
allow dom0_t guest_t:grant setup;
allow dom0_t guest_t:shadow logdirty;
allow dom0_t guest_t:domain create;
allow dom0_t guest_t_building:mmu map_write;
allow dom0_t guest_t_building:mmu adjust;
allow dom0_t guest_t_building:domain setvcpucontext;
allow dom0_t guest_t_building:domain unpause;
allow dom0_t guest_t_building:domain2 relabelfrom;
allow dom0_t security_t:security load_policy;
allow dom0_t security_t:security setenforce;
allow dom0_t xen_t:xen kexec;
allow dom0_t xen_t:xen2 livepatch_op;
create_domain(dom0_t, guest_t)
manage_domain(dom0_t, guest_t)
migrate_domain_out(dom0_t, guest_t)
END
exit $failed
