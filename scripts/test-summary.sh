#!/usr/bin/env bash
# Sums the JUnit files of all test programs: ctest counts programs, people want rows. --skipped prints how many rows were skipped for
# another reason than instructions that the processor does not have (tests/processor.h).
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
only_skipped=0
[ "${1:-}" = --skipped ] && { only_skipped=1; shift; }
count() { { grep -ho "$1" "$2"/*.xml || true; } | wc -l; }
total=$(count '<testcase ' "$1")
failed=$(count '<failure ' "$1")
skipped=$(count '<skipped ' "$1")
if [ $only_skipped -eq 1 ]; then echo $((skipped - $(count '<skipped message="This processor has no' "$1"))); exit 0; fi
if [ "$skipped" -gt 0 ]; then
  echo "Skipped, with their reasons:"
  grep -h '<skipped ' "$1"/*.xml | sed 's/.*message="/  /; s/".*//' | sort | uniq -c
fi
echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
