# For scripts that build and run programs of another machine; sourced.

need() { # COMMAND PACKAGE
    command -v "$1" >/dev/null || {
        echo "error: $1 is missing: apt-get install $2" >&2
        exit 1
    }
}

need_file() { # FILE PACKAGE
    [ -e "$1" ] || {
        echo "error: $1 is missing: apt-get install $2" >&2
        exit 1
    }
}

# machine_begin NAME: i386 (by clang) or powerpc (big-endian); or msan, this one
# under clang's MemorySanitizer. Sets `compiler` and, to put before its programs,
# `start`.
machine_begin() {
    case $1 in
    i386)
        need clang clang
        need i686-linux-gnu-gcc gcc-i686-linux-gnu
        need_file /usr/i686-linux-gnu/include/stdio.h libc6-dev-i386-cross
        compiler=(clang -m32 -isystem /usr/i686-linux-gnu/include -static)
        start=()
        ;;
    powerpc)
        need powerpc-linux-gnu-gcc gcc-powerpc-linux-gnu
        need_file /usr/powerpc-linux-gnu/include/stdio.h \
            libc6-dev-powerpc-cross
        need qemu-ppc qemu-user
        compiler=(powerpc-linux-gnu-gcc -static)
        start=(qemu-ppc)
        ;;
    msan)
        need clang clang
        need_file "$(clang -print-file-name=libclang_rt.msan-x86_64.a)" \
            libclang-rt-14-dev
        compiler=(clang -g -fsanitize=memory -fno-omit-frame-pointer)
        start=()
        ;;
    *)
        echo "error: no such machine: $1" >&2
        exit 2
        ;;
    esac
}
