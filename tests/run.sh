#!/usr/bin/env bash
# Installs what is missing, builds everything and runs every test. Arguments go to ctest: tests/run.sh -R read/
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake/install_packages.sh build test
cmake/install_packages.sh browser || echo "proflens: no Chromium to be had: pages will not be looked at" >&2
cmake/install_packages.sh engines && cmake/fetch_engines.sh ||
  echo "proflens: going on without; what is not built is named below" >&2
cmake --preset release
cmake --build build --parallel "$(nproc)"
ctest --test-dir build --output-on-failure --parallel "$(nproc)" "$@"
