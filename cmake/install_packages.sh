#!/usr/bin/env bash
# Installs what is missing of the named sections of packages.txt. usage: cmake/install_packages.sh build [test]
# Asks nothing; does nothing (and needs no root) when all is there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

wanted=()
for section in "$@"; do
  mapfile -t -O "${#wanted[@]}" wanted < <(
    awk -v section="[$section]" '/^\[/ {inside = $0 == section; next} inside && NF && !/^#/' "$here/packages.txt")
done

if ! command -v apt-get >/dev/null; then
  echo "proflens: no apt-get here; make sure that these are installed: ${wanted[*]}" >&2
  exit 0
fi

missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "proflens: need root or sudo to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "proflens: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; }
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; }; then
  cat "$log" >&2
  echo "proflens: the packages above could not be installed" >&2
  exit 1
fi
