#!/bin/sh
# Configures and builds into build/ (or $AIC_BUILD) with clang 22 unless CC and
# CXX say otherwise. Arguments go to cmake: sh scripts/build.sh -DMLIR_DIR=...
set -eu
cd "$(dirname "$0")/.."
build=${AIC_BUILD:-build}
python=$(pwd)/build/venv/bin/python
[ -x "$python" ] || python=$(command -v python3)
prefix=/usr/lib/llvm-22/bin

mkdir -p "$build"
log=$build/configure.log
if ! cmake -S . -B "$build" -G Ninja \
  -DCMAKE_C_COMPILER="${CC:-$prefix/clang}" \
  -DCMAKE_CXX_COMPILER="${CXX:-$prefix/clang++}" \
  -DAIC_PYTHON="$python" "$@" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
exec ninja -C "$build" ${NINJAFLAGS:-}
