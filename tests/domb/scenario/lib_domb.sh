# What the cases of the domain builder share.
. ./lib.sh
export DOMB_XL=/test/libdomb-xl.so

# The lines of xl dmesg that tell of denials, as "PERMISSIONS SOURCE TARGET
# CLASS".
denied() {
    sed -n -e 's/.*avc: *denied *{ \(.*\) } for .*:\([^: ]*\) tcontext=\(.*\)/\1 \2 \3/' \
        -e 's/^\(.*\) [^ ]*:\([^: ]*\) tclass=\([^ ]*\).*/\1 \2 \3/p'
}

# A good run adds what Xen denied meanwhile to what is looked at in the end;
# a run that attacks throws it away.
note_denials() {
    xl dmesg -c | denied >>/run/denials
}

forget_denials() {
    xl dmesg -c >/dev/null
}

# config NAME KERNEL MIB [LINE...]: /run/NAME.cfg; a file of /guest.
config() {
    local name=$1 kernel=$2 memory=$3
    shift 3
    {
        echo "name = \"$name\""
        echo 'type = "pv"'
        echo "kernel = \"/guest/$kernel\""
        echo "memory = $memory"
        echo 'on_poweroff = "preserve"'
        echo 'on_crash = "preserve"'
        printf '%s\n' "$@"
    } >"/run/$name.cfg"
}

# The line `  WHAT DIGEST` of what was said of a build.
digest() { # WHAT FILE
    sed -n "s/^domb:   $1  *//p" "$2"
}

free_memory() {
    xl info | awk '$1 == "free_memory" { print $3 }'
}
