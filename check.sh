#!/bin/sh
# Installs what is missing, builds, runs all tests. The last line reads
# "N passed, N failed".
#
#   sh check.sh               the usual run
#   sh check.sh --sanitize    the same with address and undefined-behaviour
#                             sanitizers, in build-sanitize/
#   sh check.sh test/capi     only these folders or files
set -u
cd "$(dirname "$0")" || exit 1
start=$(date +%s)

build=build
options=
paths=
for argument in "$@"; do
  case $argument in
  --sanitize)
    build=build-sanitize
    options=-DAIC_SANITIZE=ON
    ;;
  -h | --help)
    sed -n '2,9s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
  test/*) paths="$paths $argument" ;;
  *)
    echo "check.sh: unknown argument '$argument' (try --help)" >&2
    exit 2
    ;;
  esac
done

fail() {
  echo "check.sh: $1 failed" >&2
  echo "0 passed, 1 failed"
  exit 1
}

sh scripts/install.sh || fail install
AIC_BUILD=$build sh scripts/build.sh $options || fail build

tests=
for path in ${paths:-test}; do
  tests="$tests $build/$path"
done
results=$build/test/results.json
/usr/bin/lit-22 -s -v --timeout 600 -o "$results" $tests
status=$?

# Skipped tests show their reason: the line "REQUIRES:" or "UNSUPPORTED:".
python3 - "$results" "$(($(date +%s) - start))" <<'END'
import json, re, sys
from pathlib import Path

try:
    tests = json.load(open(sys.argv[1]))["tests"]
except (OSError, ValueError):
    print("0 passed, 1 failed")
    sys.exit(0)
passed = failed = 0
for test in tests:
    code = test["code"]
    if code in ("PASS", "XFAIL", "FLAKYPASS"):
        passed += 1
    elif code in ("UNSUPPORTED", "SKIPPED", "EXCLUDED"):
        path = Path("test", test["name"].split(" :: ", 1)[1])
        text = path.read_text(errors="replace") if path.exists() else ""
        reason = re.search(r"(REQUIRES|UNSUPPORTED):.*", text)
        print(f"skipped {path}: {reason.group(0) if reason else code}")
    else:
        failed += 1
print(f"{sys.argv[2]} s")
print(f"{passed} passed, {failed} failed")
END
exit $status
