#!/usr/bin/env bash
# Builds the fuzz targets with clang and sanitizers and runs each for some time, two at once, with bounded memory.
# Inputs that reach new code are kept in build/fuzz/corpus; what breaks a target is in build/fuzz/found and its log is shown.
# usage: scripts/fuzz.sh [SECONDS [TARGET...]], by default 600 seconds for every target
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
seconds=${1:-600}
[ $# -gt 0 ] && shift
wb_install "${wb_fuzz_packages[@]}"
if [ $# -gt 0 ]; then targets=("$@"); else
  targets=()
  for source in fuzz/fuzz_*.cpp; do
    name=$(basename "$source" .cpp)
    [ "$name" = fuzz_input ] || targets+=("${name#fuzz_}")
  done
fi
wb_build fuzz "${targets[@]/#/fuzz_}"
root=$PWD
mkdir -p build/fuzz/found build/fuzz/logs
export ASAN_OPTIONS=quarantine_size_mb=16:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1

fuzz_one() {
  local name=$1 seeds=$root/fuzz/seeds/$1 corpus=$root/build/fuzz/corpus/$1
  [ -d "$seeds" ] || seeds=$root/tests/goldens/${1}_seeds
  mkdir -p "$corpus"
  local log=$root/build/fuzz/logs/$name.log
  if nice -n 19 "$root/build/fuzz/bin/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
    -malloc_limit_mb=300 -max_len=65536 -print_final_stats=1 -artifact_prefix="$root/build/fuzz/found/$name-" \
    "$corpus" "$seeds" >"$log" 2>&1; then
    printf '%-16s ok     ' "$name"
  else
    printf '%-16s BROKEN ' "$name"
    touch "$root/build/fuzz/failed"
    tail -n 40 "$log" >&2
  fi
  awk '/cov:/ {cov=$0; sub(/.*cov: /, "", cov); sub(/ .*/, "", cov)} /number_of_executed_units/ {runs=$2} /peak_rss_mb/ {rss=$2}
       END {printf "%s runs, %s edges, at most %s MiB\n", runs, cov, rss}' "$log"
}
export -f fuzz_one
export root seconds
rm -f build/fuzz/failed
wb_say "Fuzzing ${#targets[@]} targets, $seconds seconds each, two at once"
printf '%s\n' "${targets[@]}" | xargs -P 2 -I {} bash -c 'fuzz_one {}'
[ ! -e build/fuzz/failed ]
