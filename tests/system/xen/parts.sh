# What a boot is made of, each made when it is not in the cache yet; sourced.
# The packages are those of the group dom0 of packages.list.
xen_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$xen_dir/cache.sh"
. "$xen_dir/debian.sh"

die() {
    printf 'error: %s\n' "$*" >&2
    exit 99
}

# recipe FILE...: changes when one of these scripts does.
recipe() {
    (cd "$xen_dir" && cat "$@" | sha256sum | cut -c1-8)
}

# Sets $kernel: a folder with vmlinux and modules/.
part_kernel() {
    local package
    debian_lists || die "apt's lists cannot be had"
    package=$(own_apt apt-cache depends linux-image-amd64 |
        sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p')
    debian_entry "$package" "$xen_dir/make-kernel.sh" ||
        die "no kernel for Dom0"
    kernel=$entry
}

unpack_stock() { # PACKAGE-FILE FOLDER
    unpack "$@" && gzip -dc "$2"/boot/xen-*.gz >"$2/xen"
}

# Sets $xen: Debian's own hypervisor.
part_xen_stock() {
    debian_entry xen-hypervisor-4.17-amd64 unpack_stock ||
        die "no hypervisor of Debian's"
    xen=$entry/xen
}

xen_source_versions() { # the newest first
    own_apt apt-cache showsrc --only-source xen 2>/dev/null |
        sed -n 's/^Version: //p' | sort -rV
}

xen_flask_entry() { # VERSION
    printf 'xen-flask_%s_%s' "$1" "$(recipe make-xen.sh)"
}

# The newest version of which the archive has the source, too: not every
# mirror has that of security updates. The interface to the tools is the same
# in all versions of a Debian release.
make_xen_flask() { # VERSION...
    local version
    for version in "$@"; do
        cached "$(xen_flask_entry "$version")" \
            "$xen_dir/make-xen.sh" "$version" && return
        [ $? -eq 3 ] || return 1
    done
    echo "the archive has the source of no version of xen: $*" >&2
    return 1
}

# Sets $xen: the hypervisor with FLASK, and $policy: what its policies are
# made of.
part_xen_flask() {
    local version versions
    debian_lists || die "apt's lists cannot be had"
    versions=$(xen_source_versions)
    entry=
    for version in $versions; do
        entry=$cache/$(xen_flask_entry "$version")
        [ ! -d "$entry" ] || break
    done
    # shellcheck disable=SC2086 # a list of words
    [ -d "$entry" ] || make_xen_flask $versions ||
        die "no hypervisor with FLASK"
    xen=$entry/xen
    policy=$entry/policy
}

# Sets $base: the archive with the system of Dom0 and of Linux guests; wants
# part_kernel.
part_base() {
    local busybox utils
    debian_entry busybox-static unpack || die "no busybox"
    busybox=$entry
    debian_entry xen-utils-4.17 unpack || die "no xen-utils"
    utils=$entry
    debian_entry xenstore-utils unpack || die "no xenstore-utils"
    # Its libraries are this machine's: after an upgrade it is made anew.
    cached "dom0_$(recipe make-dom0.sh tree.sh)_$(base_key "$busybox" \
        "$utils" "$entry")" "$xen_dir/make-dom0.sh" "$busybox" "$utils" \
        "$entry" "$kernel" || die "no system for Dom0"
    base=$entry/base.cpio
}

base_key() { # UNPACKED-PACKAGE...
    {
        printf '%s\n' "$@" "$kernel"
        dpkg-query -W -f '${Package} ${Version}\n' libc6 'libxen*' 'libyajl2'
    } | sha256sum | cut -c1-8
}
