# What cases that are scripts share; they are run in /test and source lib.sh.

fail() {
    echo "FAILURE: $*"
    exit 1
}

error() {
    echo "ERROR: $*"
    exit 99
}

# wait_until SECONDS COMMAND...: false when it never succeeded.
wait_until() {
    local tries=$(($1 * 10))
    shift
    while ! "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        usleep 100000
    done
}

# guest_create NAME KERNEL MIB [LINE...]: starts a PV guest with the file
# /test/KERNEL; the lines go to its configuration as they are. It stays after
# its end, so that it can be looked at, until guest_destroy.
guest_create() {
    local name=$1 kernel=$2 memory=$3
    shift 3
    {
        echo "name = \"$name\""
        echo 'type = "pv"'
        echo "kernel = \"$kernel\""
        echo "memory = $memory"
        echo 'vcpus = 1'
        echo 'on_poweroff = "preserve"'
        echo 'on_crash = "preserve"'
        printf '%s\n' "$@"
    } >"/run/$name.cfg"
    # With -e no daemon of xl's stays to watch over it.
    xl create -e "/run/$name.cfg" || fail "guest $name was not built"
}

# guest_linux NAME COMMAND [LINE...]: starts a Linux guest with all that is in
# /test, too, which runs the command and then powers off. What the command
# writes, and "GUEST-EXIT status", is in guest_log. The boot must have been
# told to bring what it takes (linux-guest in the manifest).
guest_linux() {
    local name=$1 command=$2
    shift 2
    [ -e /guest/vmlinux ] || error "no linux-guest in this boot"
    guest_create "$name" /guest/vmlinux 160 'ramdisk = "/guest/initrd"' \
        "extra = 'quiet console=hvc0 panic=1 ivmc_run=\"$command\"'" "$@"
}

guest_id() { # NAME
    xl domid "$1"
}

guest_log() { # NAME: the file with what it wrote on its console
    echo "/var/log/xen/console/guest-$1.log"
}

guest_said() { # NAME TEXT
    grep -qF -e "$2" "$(guest_log "$1")" 2>/dev/null
}

# guest_says NAME TEXT SECONDS: waits for a text on its console.
guest_says() {
    wait_until "$3" guest_said "$1" "$2" ||
        fail "guest $1 did not say '$2' within $3 s"
}

guest_destroy() { # NAME
    xl destroy "$1" || fail "guest $1 cannot be destroyed"
}
