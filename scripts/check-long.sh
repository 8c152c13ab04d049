#!/usr/bin/env bash
# What takes longer than a push may: trainings against reference numbers, sanitizers, fuzzing.
# A call that was broken off goes on where it stopped: a part that has passed with the files that git holds now is not run
# again. Documents do not count, and for trainings only what they are built from, and their script.
# Remove build/long-passed to run all of them again.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

# A program that was interrupted ends in its own way, which would look like a part that failed.
trap 'exit 130' INT TERM
passed=build/long-passed
touch "$passed"
everything=(. ':!docs' ':!*.md')
programs=(core app/cli app/worker resources cmake CMakeLists.txt CMakePresets.json scripts/setup.sh)

# state COMMAND...: of the files that it depends on; nothing where some differ from what git holds, so that the part runs.
state() {
  local files=("${everything[@]}")
  [[ $1 == scripts/*-training.sh ]] && files=("${programs[@]}" "$1")
  [ -z "$(git status --porcelain -- "${files[@]}")" ] || return 0
  { echo "$*"; git ls-files -s -- "${files[@]}"; } | sha256sum | cut -d' ' -f1
}

# part TITLE COMMAND...: one that fails keeps no other from running.
failed=()
part() {
  local title=$1 start=$SECONDS before now took status
  shift
  now=$(state "$@")
  if [ -n "$now" ] && before=$(grep -F "$now $title: " "$passed"); then
    wb_say "Passed before with these files (remove $passed to run it again): ${before#"$now "}"
    return
  fi
  wb_say "Long checks: $title"
  set +e
  (set -e; "$@")
  status=$?
  set -e
  took="$((SECONDS - start)) seconds, $(date -u +%F)"
  if [ $status -ne 0 ]; then
    wb_say "FAILED: $title ($took)"
    failed+=("$title")
    return 0
  fi
  wb_say "Passed: $title ($took)"
  if [ -n "$now" ]; then echo "$now $title: $took" >>"$passed"; fi
}

under_sanitizers() {
  wb_build asan
  ctest --preset asan -j 2
}

under_thread_sanitizer() {
  local programs=(tst_store_open tst_store_runs tst_store_series tst_store_writer tst_workspace tst_worker_client)
  wb_build tsan "${programs[@]}"
  TSAN_OPTIONS="suppressions=$PWD/scripts/tsan.supp" ctest --preset tsan -j 2 -R "^($(IFS='|'; echo "${programs[*]}"))\$"
}

if [ -n "${WB_SHARED_DATA:-}" ]; then
  part "reference trainings" scripts/reference-training.sh build/ci/bin
  part "VBPR, MMGCN and BM3 with posters and titles" scripts/multimodal-training.sh build/ci/bin
else
  wb_say "Trainings on MovieLens are skipped: WB_SHARED_DATA names no folder"
fi
part "the sample against random order and popularity, three seeds" scripts/sample-training.sh build/ci/bin
part "the built-in language model on the sample" scripts/letter-training.sh build/ci/bin sample
if [ -n "${WB_SHARED_DATA:-}" ]; then
  part "the built-in language model on MovieLens" scripts/letter-training.sh build/ci/bin movielens "$WB_SHARED_DATA/data/ml-latest-small"
fi
part "address and undefined-behaviour sanitizers over every test" under_sanitizers
part "thread sanitizer over the tests without LibTorch" under_thread_sanitizer
seconds=${WB_FUZZ_SECONDS:-600}
part "fuzzing of everything that reads files of others, $seconds seconds each" scripts/fuzz.sh "$seconds"
[ ${#failed[@]} -eq 0 ] || { printf 'FAILED: %s\n' "${failed[@]}" >&2; exit 1; }
