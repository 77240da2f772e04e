#!/usr/bin/env bash
# One click: exports, measures and analyses the stages of GraphSAGE on every processing unit of this machine. Builds the driver where
# that has not been done. Run it in the folder that is to get exported_models/ and results/; a run that was stopped goes on.
# usage: run_profiling.sh [arguments of profile_stages], as --test-cases FILE, --output-dir DIR, --units CPU,GPU,NPU
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
driver=$root/build/examples/profile_stages
if [ ! -x "$driver" ]; then
  (
    cd "$root"
    cmake/install_packages.sh build
    cmake/install_packages.sh engines && cmake/fetch_engines.sh ||
      echo "proflens: going on without; what is not built is named below" >&2
    cmake --preset release
    cmake --build build --parallel "$(nproc)" --target profile_stages
  )
fi
exec "$driver" --all "$@"
