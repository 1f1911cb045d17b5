#!/usr/bin/env bash
# make-policy.sh POLICY OUT FILE...: FLASK's policy of Xen's own modules and
# these, from what part_xen_flask left in POLICY. A file that has the name of
# one of Xen's own takes its place; so may initial_sids.
set -eu
hypervisor=$1/hypervisor
rules=$1/rules
out=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

given=("$@")

# given_or OWN: the file that takes the place of one of Xen's own, or that.
given_or() {
    local file
    for file in "${given[@]}"; do
        if [ "$(basename "$file")" = "$(basename "$1")" ]; then
            printf '%s' "$file"
            return
        fi
    done
    printf '%s' "$1"
}

modules=()
for name in xen dom0 guest_features domU all_system_role; do
    modules+=("$(given_or "$rules/modules/$name.te")")
done
initial_sids=$(given_or "$rules/policy/initial_sids")
for file in "${given[@]}"; do
    case " ${modules[*]} $initial_sids " in
    *" $file "*) ;;
    *) modules+=("$file") ;;
    esac
done
m4 -D self_contained_policy -s -D mls_num_sens=16 -D mls_num_cats=256 \
    "$hypervisor/security_classes" "$rules/policy/security_classes" \
    "$hypervisor/initial_sids" \
    "$hypervisor/access_vectors" "$rules/policy/access_vectors" \
    "$rules"/policy/support/*.spt "$rules/policy/mls" \
    "$rules/modules/xen.if" "$rules/policy/global_tunables" \
    "${modules[@]}" "$rules/policy/users" \
    "$initial_sids" "$rules/policy/device_contexts" \
    >"$work/policy.conf"
checkpolicy -t Xen -c 30 "$work/policy.conf" -o "$out" >/dev/null
