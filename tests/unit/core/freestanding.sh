#!/usr/bin/env bash
# freestanding.sh RUNTIME SCRATCH: compiles the freestanding rooms with both
# compilers, for amd64 and i386, at several levels, without and with trace
# hooks; nothing may be undefined outside memcpy memmove memset memcmp.
set -eu
runtime=$1
scratch=$2
status=0

undefined_of() { # OBJECT...: what no object defines
    nm "$@" | awk '
        NF == 2 && $1 == "U" { used[$2] = 1 }
        NF == 3 { defined[$3] = 1 }
        END {
            for (name in used)
                if (!(name in defined))
                    print name
        }' | grep -vx -e memcpy -e memmove -e memset -e memcmp \
        -e _GLOBAL_OFFSET_TABLE_ || true
}

check() { # COMPILER FLAG...
    local file names
    rm -rf "$scratch"
    mkdir -p "$scratch"
    for file in "$runtime"/core/*.c "$runtime"/local/*.c "$runtime"/page/*.c; do
        "$@" -std=c11 -ffreestanding -Wall -Wextra -Wconversion \
            -Wsign-conversion -Wshadow -pedantic -Wmissing-prototypes -Werror \
            -I "$runtime/include" -I "$runtime/core" -c "$file" \
            -o "$scratch/$(basename "$(dirname "$file")")-$(basename "$file" .c).o"
    done
    names=$(undefined_of "$scratch"/*.o)
    if [ -n "$names" ]; then
        echo "$*: needs $names"
        status=1
    fi
}

check gcc -O0
check gcc -O2
check gcc -O3
check clang -O2
check clang -Os
check gcc -O2 -DIVMC_NO_TRACE
check clang -m32 -O2

exit $status
