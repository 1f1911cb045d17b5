# Debian packages that are unpacked into the cache instead of installed: no
# boot loader, no initrd and no daemon of this machine changes. Sourced after
# cache.sh.
#
# apt gets lists of its own in the cache, made from the Debian archives that
# this machine uses, source packages included.

own_apt() { # TOOL ARG...
    local tool=$1
    shift
    "$tool" -q -o Dir::Etc::SourceList="$cache/apt/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$cache/apt/lists" \
        -o Dir::Cache="$cache/apt" -o Dir::Cache::pkgcache=pkgcache.bin \
        -o Dir::Cache::srcpkgcache=srcpkgcache.bin \
        -o APT::Sandbox::User=root "$@"
}

machine_archives() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' 'Origin: Debian' | sort -u
}

# make_lists FOLDER: the archives are known once this machine has lists.
make_lists() {
    [ -n "$(machine_archives)" ] || apt-get -q update >&2
    machine_archives | sed 's/^/deb /; p; s/^deb /deb-src /' \
        >"$1/sources.list"
    mkdir -p "$1/lists/partial" "$1/archives/partial"
    [ -s "$1/sources.list" ] || {
        echo "this machine's apt knows no archive of Debian" >&2
        return 1
    }
}

debian_lists() {
    cached apt make_lists || return
    [ -e "$cache/apt/updated" ] || debian_renew
}

debian_renew() {
    exec 8>"$cache/locks/lists"
    flock 8
    own_apt apt-get update >"$cache/apt/update.log" 2>&1 || {
        cat "$cache/apt/update.log" >&2
        return 1
    }
    touch "$cache/apt/updated"
    exec 8>&-
}

debian_version() { # PACKAGE
    own_apt apt-cache show --no-all-versions "$1" | sed -n 's/^Version: //p'
}

# debian_entry PACKAGE COMMAND...: the cache's entry for the version of a
# package that the lists name; COMMAND makes it from the package's file.
debian_entry() {
    debian_lists || return
    make_debian_entry "$@" && return
    # The archive may have another version by now.
    debian_renew && make_debian_entry "$@"
}

make_debian_entry() {
    local package=$1 version
    shift
    version=$(debian_version "$package")
    [ -n "$version" ] || {
        echo "the archive has no package $package" >&2
        return 1
    }
    cached "${package}_${version//:/_}" from_package "$package=$version" "$@"
}

# from_package PACKAGE=VERSION COMMAND... FOLDER: COMMAND gets the package's
# file and the folder.
from_package() {
    local new=${*: -1} package=$1
    shift
    (cd "$new" && own_apt apt-get download "$package") >&2 || return
    "${@:1:$#-1}" "$new"/*.deb "$new" || return
    rm "$new"/*.deb
}

unpack() { # PACKAGE-FILE FOLDER
    dpkg-deb -x "$1" "$2"
}
