# Where what is downloaded or built once is kept; sourced.
#
# The folder is $IVMC_CACHE, else ivmc in the user's cache folder. Its entries
# are folders that carry the version of what they hold in their names, so an
# entry never changes; any of them may be deleted.
cache=${IVMC_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/ivmc}

# cached NAME COMMAND...: sets $entry to the folder of this name. When there
# is none, COMMAND, given a new folder as its last argument, fills it.
cached() {
    entry=$cache/$1
    [ -d "$entry" ] || make_entry "$@"
}

# Whoever comes second waits for the lock and then finds the entry there. What
# a command that was killed left behind never gets an entry's name.
make_entry() (
    name=$1
    shift
    mkdir -p "$cache/locks" || exit 1
    exec 9>"$cache/locks/$name" || exit 1
    flock 9
    [ ! -d "$cache/$name" ] || exit 0
    new=$cache/$name.new
    rm -rf "$new"
    mkdir "$new" || exit 1
    "$@" "$new" 9>&- || {
        status=$?
        rm -rf "$new"
        exit "$status"
    }
    mv "$new" "$cache/$name"
)
