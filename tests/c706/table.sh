#!/bin/sh
# table.sh FOLDER: each file in rules/ has its line in rules.md, and each line
# its file. Exit status 0: so it is. 1: it is not.
set -u
cd "$1" || exit 2
in_table=$(sed -n 's/^| \([^|]*\) | \([^|]*\) | \(E[0-9]*\) | .*/\1.\2.\3.idl/p' \
    rules.md | tr ' ' '-' | sort)
in_folder=$(find rules -name '*.idl' -exec basename {} \; | sort)
[ "$in_table" = "$in_folder" ] && exit 0
printf 'table:\n%s\nfolder:\n%s\n' "$in_table" "$in_folder"
exit 1
