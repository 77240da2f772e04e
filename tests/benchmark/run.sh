#!/usr/bin/env bash
# Speed and memory, the one place. usage: tests/benchmark/run.sh [--strict] [NAME...]   (all figures without a name)
# Builds the programs, makes the data and installs the peers, then prints `name ours other ratio goal ok|missed`, a line a
# figure. A missed goal is no error unless --strict. Leave the machine alone meanwhile.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
read -r PROFLENS_LOAD_AT_START _ </proc/loadavg  # before our own building raises it
export PROFLENS_LOAD_AT_START
cmake/install_packages.sh build
cmake/install_packages.sh browser || echo "proflens: no Chromium to be had: figures of pages will fail" >&2
cmake/install_packages.sh engines && cmake/fetch_engines.sh ||
  echo "proflens: going on without OpenVINO: figures against it are not available" >&2
python3 -c 'import ensurepip, venv' 2>/dev/null || cmake/install_packages.sh benchmark
cmake --preset release >/dev/null
cmake --build build --parallel "$(nproc)" --target benchmarks generate_scheduler_log \
  analyze_cluster_operators analyze_benchmark benchmark_transformer >/dev/null

# One log a layout of the keys, about 1 GB each: 100 and more running requests, so long lists.
data=build/benchmark_data
mkdir -p "$data"
log() {  # log NAME ARGUMENTS...
  [ "$data/$1" -nt build/examples/generate_scheduler_log ] && return
  build/examples/generate_scheduler_log --budget 2048 --running-least 100 --running 230 \
    --bytes 1000000000 --output "$data/$1" "${@:2}"
  sync  # or the disk is busy while we measure
}
log durations_first.jsonl --layout durations-first
log vllm.jsonl --layout vllm

peers=build/peers
if [ ! -f "$peers/complete" ]; then
  if python3 -m venv "$peers" && "$peers/bin/pip" install --quiet --disable-pip-version-check pandas matplotlib numpy duckdb; then
    touch "$peers/complete"
  else
    echo "proflens: the peers could not be installed; figures against them will fail" >&2
  fi
fi
# The others one by one: a figure against one that cannot be had says so.
for peer in polars pyarrow scipy statsmodels; do
  if [ -x "$peers/bin/python" ] && ! "$peers/bin/python" -c "import $peer" 2>/dev/null; then
    "$peers/bin/pip" install --quiet --disable-pip-version-check "$peer" || true
  fi
done
if [ -f "$peers/complete" ]; then
  printf 'peers: %s\n' "$("$peers/bin/pip" list --format freeze --disable-pip-version-check 2>/dev/null |
    grep -E '^(pandas|matplotlib|numpy|duckdb|polars|pyarrow|scipy|statsmodels)=' | paste -sd ' ')"
fi
# Of decoders: 600 MB, only for figures that need them.
case " $* " in *torch* | *ctranslate2* | "  " | " --strict ")
  if [ ! -f build/torch_peers/complete ]; then
    tests/benchmark/peers/install_torch.sh build/torch_peers ||
      echo "proflens: torch and CTranslate2 could not be installed; figures against them are not available" >&2
  fi
  if [ -f build/torch_peers/complete ]; then
    printf 'peers of decoders: %s\n' "$(build/torch_peers/bin/pip list --format freeze --disable-pip-version-check \
      2>/dev/null | grep -E '^(torch|transformers|ctranslate2)=' | paste -sd ' ')"
  fi ;;
esac
case " $* " in *llama* | "  " | " --strict ")
  if [ ! -f build/llama_peers/complete ]; then
    tests/benchmark/peers/install_llama.sh build/llama_peers ||
      echo "proflens: llama.cpp could not be installed; figures against it are not available" >&2
  fi
  if [ -f build/llama_peers/complete ]; then
    printf 'peers of decoders: %s\n' "$(build/llama_peers/bin/pip list --format freeze --disable-pip-version-check \
      2>/dev/null | grep -E '^llama_cpp_python=')"
  fi ;;
esac
exec python3 tests/benchmark/figures.py "$@"
