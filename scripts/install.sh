#!/bin/sh
# Installs what is missing on Debian 12: MLIR 22 and build tools from apt, test
# packages from PyPI into build/venv. Does nothing where all is there.
#
#   sh scripts/install.sh            # everything
#   sh scripts/install.sh --build    # only what building needs
set -eu
cd "$(dirname "$0")/.."

packages="libmlir-22-dev mlir-22-tools llvm-22-dev llvm-22-tools clang-22
lld-22 libclang-rt-22-dev libstdc++-12-dev libc6-dev libzstd-dev zlib1g-dev
cmake ninja-build python3"
# Of the tests: Python's own, a second compiler, what applies patches, and what
# reads manual pages and completions.
if [ "${1:-}" != --build ]; then
  packages="$packages python3-venv python3-psutil fish gcc git groff-base
pkgconf zsh"
fi

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "install: root rights are needed to install:$missing"
    exit 1
  fi
}

missing=
for package in $packages; do
  case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
  installed) ;;
  *) missing="$missing $package" ;;
  esac
done
if [ -n "$missing" ]; then
  say "install:$missing"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  if ! { as_root apt-get update -q && as_root apt-get install -y -q \
    --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "install: apt-get failed. MLIR 22 is in Debian's security suite: the" \
      "package sources need a line such as" \
      "'deb http://deb.debian.org/debian-security bookworm-security main'"
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
fi

# A browser for the tests of report pages; without one they are skipped.
browser=chromium-headless-shell
if [ "${1:-}" != --build ] && ! command -v $browser >/dev/null 2>&1 &&
  ! command -v chromium >/dev/null 2>&1; then
  say "install: $browser"
  missing=" $browser"
  (as_root apt-get install -y -q --no-install-recommends $browser) \
    >/dev/null 2>&1 || say "install: no $browser: tests that need it are skipped"
fi

# Test packages: numpy is the yardstick, onnx writes and reads test models.
if [ "${1:-}" != --build ]; then
  venv=build/venv
  if ! "$venv/bin/python" -c 'import numpy, onnx' >/dev/null 2>&1; then
    say "install: numpy and onnx into $venv"
    mkdir -p build
    /usr/bin/python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check \
      -r scripts/requirements.txt
  fi
fi
