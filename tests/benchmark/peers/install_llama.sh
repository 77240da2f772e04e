#!/usr/bin/env bash
# llama.cpp, compiled for this processor by the sources of its Python package, in a virtual environment of its own; takes some
# minutes. usage: install_llama.sh VENV
set -euo pipefail
venv=$1
python3 -m venv "$venv"
CMAKE_ARGS="-DGGML_NATIVE=ON -DLLAVA_BUILD=OFF -DLLAMA_BUILD_TOOLS=OFF -DLLAMA_BUILD_COMMON=OFF" \
  "$venv/bin/pip" install --quiet --disable-pip-version-check llama-cpp-python gguf numpy
"$venv/bin/python" -c 'import gguf, llama_cpp'
touch "$venv/complete"
