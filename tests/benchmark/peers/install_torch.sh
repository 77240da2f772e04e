#!/usr/bin/env bash
# The CPU half of PyTorch with transformers and CTranslate2, in a virtual environment of their own. usage: install_torch.sh VENV
# The wheel of torch is built for CUDA and would bring 3 GB of libraries that nothing calls on a CPU. Empty ones stand for them.
set -euo pipefail
venv=$1
python3 -m venv "$venv"
pip=("$venv/bin/pip" install --quiet --disable-pip-version-check)
"${pip[@]}" numpy safetensors transformers ctranslate2 sympy networkx jinja2 fsspec filelock typing_extensions setuptools
"${pip[@]}" --no-deps torch==2.15.0 'nvidia-cuda-runtime==13.2.*' 'nvidia-cuda-cupti==13.2.*'

torch=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/torch
source=$(mktemp --suffix=.c)
trap 'rm -f "$source"' EXIT
empty() {  # empty LIBRARY
  "${CC:-gcc}" -shared -fPIC -o "$torch/lib/$1" "-Wl,-soname,$1" "$source"
}
for library in libcublas.so.13 libcublasLt.so.13 libcudnn.so.9 libcufft.so.12 libcufile.so.0 libcusparse.so.12 \
  libcusparseLt.so.0 libnccl.so.2 libnvrtc.so.13 libnvshmem_host.so.3; do
  empty "$library"
done
for symbol in _ZN4c10d17nvshmem_extension20is_nvshmem_availableEv _ZN4c10d17nvshmem_extension22nvshmemx_cumodule_initEm; do
  echo "void $symbol(void) { __builtin_trap(); }" >>"$source"
done
empty libtorch_nvshmem.so
"$venv/bin/python" "$(dirname "${BASH_SOURCE[0]}")/torch_cpu.py"
touch "$venv/complete"
