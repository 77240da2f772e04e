# Orders headers into chains, a line each, in which every header includes, at whatever remove, the one before it.
# usage: awk -f include_chains.awk HEADER... (in the folder that their includes start from)
#
# To compile such a chain in one translation unit is to compile each of its headers alone: what stands before a header are the
# headers that it includes itself. Includes inside of #if are not followed, for they may not be there.
FNR == 1 { depth = 0; headers[++count] = FILENAME; known[FILENAME] = 1 }
/^#[ \t]*if/ { ++depth }
/^#[ \t]*endif/ { --depth }
/^#[ \t]*include[ \t]*</ && !depth {
  split($0, parts, /[<>]/)
  included[FILENAME, ++includes[FILENAME]] = parts[2]
}

# Notes all that a header includes, itself too.
function follow(top, header, i) {
  if (!(header in known) || (top, header) in reaches) return
  reaches[top, header] = 1
  ++size[top]
  for (i = 1; i <= includes[header]; ++i) follow(top, included[header, i])
}

# The header with the most includes that is in no chain yet, among those that `top` includes, if any is named.
function largest(top, i, best) {
  best = ""
  for (i = 1; i <= count; ++i) {
    if (headers[i] in placed || (top != "" && !((top, headers[i]) in reaches))) continue
    if (best == "" || size[headers[i]] > size[best]) best = headers[i]
  }
  return best
}

END {
  for (i = 1; i <= count; ++i) follow(headers[i], headers[i])
  while ((header = largest("")) != "") {
    for (chain = ""; header != ""; header = largest(header)) {
      placed[header] = 1
      chain = header (chain == "" ? "" : " " chain)
    }
    print chain
  }
}
