#!/usr/bin/env bash
# Compiles every public header alone: as the first include of a translation unit, or behind nothing but headers that it includes
# itself (include_chains.awk), which saves half of the time.
# usage: tests/headers_alone.sh COMPILER INCLUDE_DIR FLAGS_FILE (a flag a line, as CMake writes it)
set -euo pipefail
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export compiler=$1 include=$2
command -v "$compiler" >/dev/null || { echo "$compiler is not installed: skipped"; exit 77; }

# Left out: our own folder (GCC ignores -I for what is also -isystem, and with it our warnings), and /usr/include, which named
# again would come before the standard library's own wrappers.
flags=$(mktemp)
trap 'rm -f "$flags"' EXIT
awk -v own="$include" '
  $0 == "-isystem" {getline folder; if (folder != own && folder != "/usr/include") print "-isystem\n" folder; next}
  {gsub(/["\\ ]/, "\\\\&"); print}' "$3" >"$flags"
export flags

compile() {  # compile HEADER...: each twice
  printf '#include <%s>\n' "$@" "$@" |
    "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
      -I "$include" "@$flags" -x c++ -
}
compile_chain() {
  compile "$@" && return
  local header
  for header in "$@"; do compile "$header" >&/dev/null || echo "does not compile alone: $header" >&2; done
  return 1
}
export -f compile compile_chain

cd "$include"
mapfile -t headers < <(find proflens -name "*.hpp" | sort)
[ ${#headers[@]} -gt 0 ] || { echo "no header below $include" >&2; exit 1; }
chains=$(awk -f "$tests/include_chains.awk" "${headers[@]}")
[ "$(tr ' ' '\n' <<<"$chains" | sort)" = "$(printf '%s\n' "${headers[@]}" | sort)" ] ||
  { echo "the chains are not made of every header once" >&2; exit 1; }
xargs -P "$(nproc)" -I{} bash -c 'compile_chain {}' <<<"$chains"
