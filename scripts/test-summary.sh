#!/usr/bin/env bash
# Sums the JUnit files of all test programs: ctest counts programs, people want rows. --skipped prints how many rows were skipped that
# should have run: those that say that the processor lacks instructions (tests/processor.h) are left out where it really does, as
# the kernel sees it, and count where the program is wrong about it.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
only_skipped=0
[ "${1:-}" = --skipped ] && { only_skipped=1; shift; }
count() { { grep -ho "$1" "$2"/*.xml || true; } | wc -l; }
total=$(count '<testcase ' "$1")
failed=$(count '<failure ' "$1")
skipped=$(count '<skipped ' "$1")
has() { grep -qw "$1" /proc/cpuinfo; }
if [ $only_skipped -eq 1 ]; then
  rightly=0
  has avx512f || rightly=$((rightly + $(count '<skipped message="This processor has no AVX&#x002D;512\."' "$1")))
  has avx512_vnni || rightly=$((rightly + $(count '<skipped message="This processor has no AVX&#x002D;512 VNNI\."' "$1")))
  echo $((skipped - rightly))
  exit 0
fi
if [ "$skipped" -gt 0 ]; then
  echo "Skipped, with their reasons:"
  grep -h '<skipped ' "$1"/*.xml | sed 's/.*message="/  /; s/".*//' | sort | uniq -c
fi
echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
