#!/bin/sh
# result.sh FOLDER NAME: how a case went in the boot whose results are there.
# Exit status 0 when it is ok, 1 when it failed, 99 for an error.
folder=$1
name=$2

line=$(grep "^$name " "$folder/results") || {
    echo "ERROR: the boot has no result of $name"
    exit 99
}
echo "$line"
# shellcheck disable=SC2086 # words
set -- $line
[ "$2" = ok ] && exit 0
if [ -s "$folder/$name.log" ]; then
    cat "$folder/$name.log"
else
    tail -n 40 "$folder/serial.log"
fi
echo "all of the serial line is in $folder/serial.log"
[ "$2" = FAIL ] && exit 1
exit 99
