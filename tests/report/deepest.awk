# The deepest stack of the functions that -v roots=REGEX matches, from the
# call graphs that gcc writes with -fcallgraph-info=su. A function that is
# entered again counts once.
function quoted(key,   from) {
    from = index($0, key ": \"") + length(key) + 3
    return substr($0, from, index(substr($0, from), "\"") - 1)
}

/^node:/ {
    if (match($0, /[0-9]+ bytes/))
        size[quoted("title")] = substr($0, RSTART) + 0
}
/^edge:/ {
    callees[quoted("sourcename")] = \
        callees[quoted("sourcename")] "\n" quoted("targetname")
}

function deepest(f,   n, i, list, d, most) {
    if (busy[f])
        return 0
    if (f in memo)
        return memo[f]
    busy[f] = 1
    n = split(callees[f], list, "\n")
    for (i = 1; i <= n; i++) {
        d = deepest(list[i])
        if (d > most)
            most = d
    }
    busy[f] = 0
    # The return address is on the stack as well.
    return memo[f] = size[f] + most + 8
}

END {
    for (f in size)
        if (f ~ roots) {
            found = 1
            d = deepest(f)
            if (d > most)
                most = d
        }
    print found ? most : "none"
}
