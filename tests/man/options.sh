#!/usr/bin/env bash
# options.sh IDLC PAGE: the options of `idlc --help` and those that the page
# documents are the same, and idlc takes each of them.
# Exit status 0: so it is. 1: it is not. 2: could not be run.
set -eu
idlc=$1
page=$2
status=0

# Words that begin like an option, without their arguments.
options() {
    grep -oE '(^|[[:space:],[|])--?[A-Za-z][A-Za-z-]*' |
        sed -E 's/^[^-]*//; s/-$//' | sort -u
}
helped=$("$idlc" --help | sed '1,/^$/d; /^Exit status/,$d' | options)
documented=$(LC_ALL=C.UTF-8 MANWIDTH=80 man -E ascii -l "$page" |
    sed -n '/^OPTIONS/,/^DIAGNOSTICS/p' | grep -E '^ {7}-' | options)
[ -n "$helped" ] && [ -n "$documented" ] || {
    echo "error: no options in the help or in $page"
    exit 2
}
diff <(echo "$helped") <(echo "$documented") || {
    echo "the help (<) and $page (>) differ"
    status=1
}
for option in $documented; do
    if "$idlc" "$option" 2>&1 | grep -q E0001; then
        echo "idlc knows no $option"
        status=1
    fi
done
exit $status
