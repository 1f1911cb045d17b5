# Counts the values that generated C sanitises: in all functions that `roots`
# matches, with what they call, as often as they call it; elements once.
# -v roots=serve: skeletons; -v roots=stub: functions that are not static.

# One call of these looks at one value, of a reference or an any at two.
function weight(callee, line) {
    if (callee ~ /^ivmc_get_(len|string|string_in_place|bool|bools|bools_to|region|shared|wchar|wstring|decimal|full|context)$/ ||
        callee == "ivmc_find_context" ||
        callee == "ivmc_load_bool")
        return 1
    if (callee == "ivmc_get_objref" || callee == "ivmc_get_any")
        return 2
    # Room for an array is no element sent: its last argument is 0.
    if (callee == "ivmc_get_count")
        return line ~ /, 0\)/ ? 0 : 1
    if (callee == "ivmc_dec_fail")
        return limited ? 0 : 1
    return 0
}

function scan(line,   rest, callee) {
    rest = line
    while (match(rest, /[A-Za-z_][A-Za-z_0-9]*\(/)) {
        callee = substr(rest, RSTART, RLENGTH - 1)
        rest = substr(rest, RSTART + RLENGTH)
        own[current] += weight(callee, line)
        calls[current] = calls[current] " " callee
    }
    # A number of elements beside another value is the same value again.
    limited = line ~ /len > [a-z]/ || line ~ /ivmc_string_within/
}

function total(name,   n, i, sum, list) {
    if (!(name in known) || visiting[name])
        return 0
    visiting[name] = 1
    sum = own[name]
    n = split(calls[name], list, " ")
    for (i = 1; i <= n; i++)
        sum += total(list[i])
    visiting[name] = 0
    return sum
}

/^[A-Za-z].*\(/ {
    heading = $0
    match($0, /[A-Za-z_][A-Za-z_0-9]*\(/)
    candidate = substr($0, RSTART, RLENGTH - 1)
}
/^\{/ {
    current = candidate
    known[current] = 1
    if (roots == "serve" ? current ~ /^serve_/ : heading !~ /^static/)
        root[++root_count] = current
}
/^\}/ { current = "" }
/^ / { if (current != "") scan($0) }

END {
    for (r = 1; r <= root_count; r++)
        sum += total(root[r])
    print sum + 0
}
