#!/usr/bin/env bash
# Brings OpenVINO and ONNX Runtime for C++ into a folder, where CMake looks for them. usage: cmake/fetch_engines.sh [FOLDER]
# FOLDER is build/engines of proflens by default. Needs pip and, for the headers of ONNX Runtime, apt; no root, and no Python to run them.
# Does nothing when they are there. Exit status 3: one of them can't be had here; which one and why is printed.
set -euo pipefail
folder=${1:-$(dirname "${BASH_SOURCE[0]}")/../build/engines}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# One wheel each, known by its hash. They are for Python 3.11, but of it we only use the C++ inside.
openvino_version=2026.4.1
openvino_hash=2d22b1da03f7caf74df30e9f6417d0ab2f637e4a38e08e1dcd294d2c37407aaf
onnxruntime_version=1.31.1
onnxruntime_hash=5752bd508126ae7c49894d3b9d2e83f0c3d487319246d04c444b393308d7ad7f

find "$folder" -maxdepth 1 -name '.partial.*' -mmin +60 -exec rm -rf {} +  # of a killed run
work=$(mktemp -d "$folder/.partial.XXXXXX")
trap 'rm -rf "$work"' EXIT
log=$work/log

# unpack_wheel NAME VERSION HASH INTO
unpack_wheel() {
  [ "$(uname -sm)" = "Linux x86_64" ] || { echo "there is no wheel for $(uname -sm) here" >"$log"; return 1; }
  printf '%s==%s --hash=sha256:%s\n' "$1" "$2" "$3" >"$work/$1.txt"
  python3 -m pip install --quiet --disable-pip-version-check --no-input --timeout 15 --retries 1 \
    --no-deps --no-compile --only-binary :all: --python-version 3.11 --implementation cp --abi cp311 \
    --platform manylinux_2_28_x86_64 --require-hashes --requirement "$work/$1.txt" --target "$4" >"$log" 2>&1
}

# No wheel carries the headers of ONNX Runtime. Debian has them from release 13 on; 12 takes them from there: headers older than
# the library are supported. The sources of this machine are copied, so that nothing in /etc or /var changes.
unpack_headers() {  # unpack_headers INTO
  local sources apt=$work/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$1/include"
  for sources in /etc/apt/sources.list.d/{debian,ubuntu}.sources /etc/apt/sources.list; do [ -s "$sources" ] && break; done
  [ -s "$sources" ] || { echo "there are no apt sources" >"$log"; return 1; }
  sed 's/bookworm/trixie/g' "$sources" >"$apt/next.${sources##*.}"  # .sources or .list: apt goes by the ending
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/next.${sources##*.}" -o Dir::Etc::sourceparts=-
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=$(id -un)"
    -o Acquire::Languages=none -o Acquire::Retries=1 -o Acquire::http::Timeout=15)
  (cd "$apt" && apt-get "${options[@]}" update && apt-get "${options[@]}" download libonnxruntime-dev) >"$log" 2>&1 &&
    dpkg-deb -x "$apt"/libonnxruntime-dev_*.deb "$apt/package" &&
    cp -r "$apt/package/usr/include/onnxruntime" "$1/include/"
}

# fetch NAME VERSION FUNCTION: a folder of that name and version is whole, because it gets its name last; others go.
missing=0
fetch() {
  local whole=$folder/$1-$2 part=$work/$1
  [ ! -d "$whole" ] || return 0
  echo "proflens: bringing $1 $2 into $folder"
  if "$3" "$part"; then
    rm -rf "$folder/$1"-*
    mv "$part" "$whole"
  else
    echo "proflens: $1 $2 can't be had (is the registry reachable?): $(grep -v '^ *$' "$log" | tail -n 1)" >&2
    missing=3
  fi
}
get_openvino() { unpack_wheel openvino "$openvino_version" "$openvino_hash" "$1"; }
get_onnxruntime() { unpack_wheel onnxruntime "$onnxruntime_version" "$onnxruntime_hash" "$1" && unpack_headers "$1"; }
fetch openvino "$openvino_version" get_openvino
fetch onnxruntime "$onnxruntime_version" get_onnxruntime
exit "$missing"
