#!/bin/sh
# Installs what is missing, builds, then compiles a trained network and runs
# its 500 evaluation images on the CPU and on a described NPU.
set -eu
cd "$(dirname "$0")"
sh scripts/install.sh
sh scripts/build.sh >build/build.log 2>&1 || {
  tail -n 40 build/build.log >&2
  exit 1
}
exec build/venv/bin/python scripts/demo.py "$@"
