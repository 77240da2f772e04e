#!/usr/bin/env bash
# Compiles every public header as the only include of a translation unit.
# usage: tests/headers_alone.sh COMPILER INCLUDE_DIR FLAGS_FILE (a flag a line, as CMake writes it)
set -euo pipefail
export compiler=$1 include=$2 flags=$3
command -v "$compiler" >/dev/null || { echo "$compiler is not installed: skipped"; exit 77; }

compile() {
  # Left out: our own folder (GCC ignores -I for what is also -isystem, and with it our warnings), and /usr/include, which named
  # again would come before the standard library's own wrappers.
  mapfile -t options < <(awk -v own="$include" '
    $0 == "-isystem" {getline folder; if (folder != own && folder != "/usr/include") print "-isystem" folder; next} {print}' "$flags")
  printf '#include <%s>\n#include <%s>\n' "$1" "$1" |
    "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
      -I "$include" "${options[@]}" -x c++ - || { echo "does not compile alone: $1" >&2; return 1; }
}
export -f compile

cd "$include"
mapfile -t headers < <(find proflens -name "*.hpp" | sort)
[ ${#headers[@]} -gt 0 ] || { echo "no header below $include" >&2; exit 1; }
printf '%s\n' "${headers[@]}" |
  xargs -P "$(nproc)" -I{} bash -c 'compile {}'
