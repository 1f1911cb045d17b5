#!/usr/bin/env bash
# man.sh FOLDER: every manual page formats without a warning.
folder=$1
status=0
ls "$folder"/*.[1-8] >/dev/null 2>&1 || { echo "ERROR: no pages"; exit 99; }
for page in "$folder"/*.[1-8]; do
    said=$(LC_ALL=C.UTF-8 MANWIDTH=80 groff -man -Tutf8 -ww -z "$page" 2>&1)
    if [ -n "$said" ]; then
        printf '%s\n' "$said"
        status=1
    fi
done
exit $status
