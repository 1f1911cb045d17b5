#!/bin/sh
# rule.sh IDLC CLAUSE.RULE.NUMBER.idl: idlc finds what the file is about, and
# nothing else. Exit status 0: so it is. 1: it is not.
set -u
wanted=$(basename "$2" .idl)
wanted=${wanted##*.}
said=$("$1" -x dce --check -w "$2" 2>&1)
status=$?
numbers=$(printf '%s\n' "$said" | sed -n 's/.* error \(E[0-9]*\): .*/\1/p' |
    sort -u | tr '\n' ' ')
[ $status -eq 1 ] && [ "$numbers" = "$wanted " ] && exit 0
printf 'wanted %s, got %s with exit status %d\n%s\n' "$wanted" "$numbers" \
    $status "$said"
exit 1
