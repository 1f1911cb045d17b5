# What Xen denied while domains were built, and nobody attacked.
. ./lib_domb.sh

sort -u /run/denials | diff denials.golden - ||
    fail "other denials than in denials.golden (above)"
