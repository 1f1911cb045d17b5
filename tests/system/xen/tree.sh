# A folder that becomes the root of a Linux system; sourced.

# tree_add TREE FILE PLACE: copies a file to a place below the tree, and the
# libraries that it wants to where they are on this machine.
tree_add() {
    local tree=$1 file=$2 place=$3 library
    mkdir -p "$tree/$(dirname "$place")"
    cp -L "$file" "$tree/$place" || return
    tree_libraries "$file" | while read -r library; do
        tree_add_library "$tree" "$library" || return
    done
}

tree_add_library() { # TREE LIBRARY
    mkdir -p "$1/$(dirname "$2")"
    [ -e "$1/$2" ] || cp -L "$2" "$1/$2"
}

# The libraries of a program or library, one a line. Scripts and programs that
# are linked statically have none.
tree_libraries() {
    { ldd "$1" 2>/dev/null || true; } | awk '
        /not found/ { print $1; next }
        $2 == "=>" && $3 ~ /^\// { print $3; next }
        $1 ~ /^\// { print $1 }'
}

# tree_pack TREE FILE: as the kernel takes it; archives may be put one behind
# the other. Not compressed: unpacking costs more than it saves.
tree_pack() {
    (cd "$1" && find . -mindepth 1 | sort |
        cpio -o -H newc -R 0:0 --quiet) >"$2"
}
