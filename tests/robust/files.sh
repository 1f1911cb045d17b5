#!/bin/sh
# files.sh IDLC LANGUAGE: files that cannot be read or written, streams that are
# closed, signals in the middle. Each ends in the status and the diagnostic that
# it has here, and leaves all of the new files or none, and no temporary one.
# Exit status 0: so it is. 1: it is not. 2: could not be run.
set -u
idlc=$1
language=$2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' INT TERM HUP
cd "$scratch" || exit 2
command -v strace >/dev/null || {
    echo "error: strace is missing: apt-get install strace" >&2
    exit 2
}
# The leak sanitizer and strace exclude each other.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
status=0
all='x.h x_client.c x_server.c '

if [ "$language" = dce ]; then
    printf '[uuid(12345678-1234-1234-1234-123456789abc), version(1.0)]
interface I {\n    void f([in] long a);\n}\n' >x.idl
else
    printf 'interface I {\n    void f(in long a);\n};\n' >x.idl
fi

# ends WANTED-STATUS DIAGNOSTIC FILES COMMAND...: DIAGNOSTIC '': none; FILES: what
# stands in the folder out, which is new each time.
ends() {
    wanted=$1 number=$2 files=$3
    shift 3
    rm -rf out
    mkdir out
    (timeout -s KILL 60 "$@") >said 2>err </dev/null
    got=$?
    left=$(ls -A out | tr '\n' ' ')
    if [ $got -ne "$wanted" ] || [ "$left" != "$files" ]; then
        echo "$*: exit status $got, not $wanted; left '$left', not '$files'"
    elif [ "$number" ] && ! grep -q "error $number: " err; then
        echo "$*: no $number"
    elif [ -z "$number" ] && [ $got -eq 0 ] && [ -s err ]; then
        echo "$*: something was said"
    else
        return
    fi
    head -n 5 err
    status=1
}

# The same text in other clothes.
same_text() {
    printf '\357\273\277' | cat - x.idl >bom.idl
    sed 's/$/\r/' x.idl >crlf.idl
    printf '%s' "$(cat x.idl)" >open.idl
    printf '/* \303\274 \f\v */\n' | cat - x.idl >utf8.idl
    for text in bom crlf open utf8; do
        ends 0 '' "$text.h ${text}_client.c ${text}_server.c " \
            "$idlc" -x "$language" -o out $text.idl
    done
}

unreadable() {
    mkdir folder.idl
    printf 'const long\0x = 1;\n' >nul.idl
    head -c 104857600 /dev/zero | tr '\0' ' ' >large.idl
    ends 74 E0011 '' "$idlc" -x "$language" folder.idl
    ends 74 E0010 '' "$idlc" -x "$language" missing.idl
    ends 1 E0012 '' "$idlc" -x "$language" nul.idl
    ends 1 E0013 '' "$idlc" -x "$language" large.idl
    rm large.idl
    if [ "$(id -u)" -eq 0 ]; then # whom no mode keeps out
        as_other='setpriv --reuid 65534 --clear-groups'
        chmod 755 .
    else
        as_other=
    fi
    chmod 000 nul.idl
    # shellcheck disable=SC2086 # words
    ends 74 E0010 '' $as_other "$idlc" -x "$language" nul.idl
    mkdir closed
    chmod 555 closed
    # shellcheck disable=SC2086
    ends 74 E0014 '' $as_other "$idlc" -x "$language" -o closed x.idl
}

unwritable() {
    ends 2 E0015 '' "$idlc" -x "$language" -o no/folder x.idl
    ends 2 E0015 '' "$idlc" -x "$language" -o x.idl x.idl
    for what in -E -M --dump=ir --dump=wire --help; do
        ends 74 E0014 '' sh -c \
            "exec '$idlc' -x $language $what x.idl >/dev/full"
        ends 74 E0014 '' sh -c "exec '$idlc' -x $language $what x.idl >&-"
    done
    ends 74 E0014 '' sh -c \
        "exec '$idlc' -x $language --report -o out x.idl >/dev/full"
    ends 74 E0010 '' sh -c "exec '$idlc' -x $language --check - <&-"
    ends 0 '' "$all" sh -c \
        "exec '$idlc' -x $language -o out x.idl <&- >&- 2>&-"
    for file in 1 2 3; do
        ends 74 E0014 '' strace -o trace \
            -e inject=write:error=ENOSPC:when=$file \
            "$idlc" -x "$language" -o out x.idl
    done
}

# replaces WANTED-STATUS DIAGNOSTIC OLD COMMAND...: the same over files that are
# there with the text "old"; OLD are those that still have it afterwards.
replaces() {
    wanted=$1 number=$2 old=$3
    shift 3
    rm -rf out
    mkdir out
    for file in $all; do
        echo old >"out/$file"
    done
    (timeout -s KILL 60 "$@") >said 2>err </dev/null
    got=$?
    left=$(ls -A out | tr '\n' ' ')
    kept=$(cd out && grep -lx old -- * | tr '\n' ' ')
    if [ $got -ne "$wanted" ] || [ "$left" != "$all" ]; then
        echo "$*: exit status $got, not $wanted; left '$left', not '$all'"
    elif [ "$kept" != "$old" ]; then
        echo "$*: '$kept' are as they were, not '$old'"
    elif [ "$number" ] && ! grep -q "error $number: " err; then
        echo "$*: no $number"
    else
        return
    fi
    head -n 5 err
    status=1
}

# All files have their new text, or all are as they were.
together() {
    for at in 1 2 3; do
        ends 74 E0014 '' strace -o trace \
            -e inject=rename:error=EACCES:when=$at \
            "$idlc" -x "$language" -o out x.idl
        replaces 74 E0014 "$all" strace -o trace \
            -e inject=rename:error=EACCES:when=$at \
            "$idlc" -x "$language" -o out x.idl
        replaces 130 '' '' strace -o trace \
            -e inject=rename:signal=SIGINT:when=$at \
            "$idlc" -x "$language" -o out x.idl
    done
    # Without links a file has no name for a moment: two renames for each.
    for at in 1 2 3 4 5 6; do
        replaces 74 E0014 "$all" strace -o trace \
            -e inject=link:error=EPERM -e inject=rename:error=EACCES:when=$at \
            "$idlc" -x "$language" -o out x.idl
    done
    replaces 0 '' '' strace -o trace -e inject=link:error=EPERM \
        "$idlc" -x "$language" -o out x.idl
}

# A folder has the name of a file that is to be written.
in_the_way() {
    for file in $all; do
        mkdir way "way/$file"
        "$idlc" -x "$language" -o way x.idl 2>err
        got=$?
        left=$(ls -A way)
        if [ $got -ne 74 ] || [ "$left" != "$file" ] ||
            ! grep -q "error E0014: .*way/$file" err; then
            echo "a folder way/$file: exit status $got, left '$left'"
            head -n 5 err
            status=1
        fi
        rm -r way
    done
}

# What ends the run, at each of its writes and renames.
signals() {
    for signal in INT:130 TERM:143 HUP:129 QUIT:131 PIPE:141 XFSZ:153; do
        for call in write:1: write:3: "rename:1:$all" "rename:3:$all"; do
            left=${call##*:}
            call=${call%:*}
            ends "${signal#*:}" '' "$left" strace -o trace \
                -e "inject=${call%:*}:signal=SIG${signal%:*}:when=${call#*:}" \
                "$idlc" -x "$language" -o out x.idl
        done
    done
}

# A preprocessor that waits ends with whoever waits for it.
orphans() {
    mkfifo never.idl
    waits=waits$$.idl
    printf '#include "never.idl"\n' >$waits
    "$idlc" -x "$language" --check $waits &
    waiting=$!
    child=
    for tries in $(seq 100); do
        child=$(pgrep -f "cc1.* $waits" | head -n 1)
        [ "$child" ] && break
        sleep 0.1
    done
    [ "$child" ] || {
        echo "error: the preprocessor did not start in $tries tries" >&2
        exit 2
    }
    kill -TERM $waiting
    wait $waiting
    for tries in $(seq 50); do
        case $(ps -o stat= -p "$child") in
        '' | Z*) return ;;
        esac
        sleep 0.1
    done
    echo "the preprocessor outlives idlc after $tries looks"
    kill -KILL "$child"
    status=1
}

same_text
unreadable
unwritable
together
in_the_way
signals
orphans
exit $status
