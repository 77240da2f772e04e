#!/usr/bin/env bash
# Builds and runs one consumer project from nothing. usage: tests/consumer/build.sh WAY SOURCE WORK_DIR COMPILER
set -euo pipefail
way=$1 source=$2 work=$3 compiler=$4
rm -rf "$work" && mkdir -p "$work" && cd "$work"
configure() { cmake -S "$source/tests/consumer/$1" -B build -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Debug "${@:2}"; }
install_it() { cmake -S "$source" -B proflens -DCMAKE_CXX_COMPILER="$compiler" -DPROFLENS_TESTS=OFF -DPROFLENS_EXAMPLES=OFF \
  -DCMAKE_INSTALL_PREFIX="$work/prefix" >/dev/null && cmake --install proflens >/dev/null; }
run_it() { cmake --build build && ./build/consumer; }
# The configuration must fail, with these words.
must_fail_with() { ! "${@:2}" >log 2>&1 || { echo "was accepted"; exit 1; }; tr -s ' \n' ' ' <log | grep -F "$1" || { cat log; exit 1; }; }

case $way in
  installed) install_it; configure installed -DCMAKE_PREFIX_PATH="$work/prefix"; run_it ;;
  subdirectory) configure subdirectory -DPROFLENS_SOURCE="$source"; run_it ;;
  fetchcontent) configure subdirectory -DPROFLENS_SOURCE="$source" -DFETCH=ON; run_it ;;
  missing_dependency)
    words="component json is not available: simdjson is not found. On Debian or Ubuntu: apt-get install libsimdjson-dev"
    install_it
    must_fail_with "$words" configure installed -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_DISABLE_FIND_PACKAGE_simdjson=ON
    rm -rf build
    must_fail_with "$words" configure subdirectory -DPROFLENS_SOURCE="$source" -DCMAKE_DISABLE_FIND_PACKAGE_simdjson=ON
    rm -rf build
    must_fail_with "component openvino is not available: OpenVINO is not found. Bring it by cmake/fetch_engines.sh of proflens" \
      configure installed -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_DISABLE_FIND_PACKAGE_OpenVINO=ON "-Dcomponents=json;openvino" ;;
  unknown_component)
    install_it
    must_fail_with "component jason is not available: there is no such component (there are json, csv, fit, cairo, compress, mpi, openvino, onnxruntime, onnx)" \
      configure installed -DCMAKE_PREFIX_PATH="$work/prefix" "-Dcomponents=json;jason" ;;
  without_cmake)
    # What needs only the standard library needs no build system.
    printf '%s\n' '#include <proflens/aggregate/moments.hpp>' '#include <proflens/plot/save.hpp>' \
      'int main() { proflens::plot::figure f{.title = "no build system"}; f.axes({}).line({0, 1}, {1, 2}, {}); proflens::plot::save(f, "f.svg"); }' >tool.cpp
    "$compiler" -std=c++20 -I "$source/include" tool.cpp -o tool && ./tool && grep -q "no build system" f.svg ;;
  *) echo "unknown way: $way"; exit 2 ;;
esac
