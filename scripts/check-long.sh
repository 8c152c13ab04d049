#!/usr/bin/env bash
# What takes longer than a push may: MovieLens trainings against reference numbers, kills, sanitizers, fuzzing.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

wb_say "Long checks: reference trainings (needs WB_SHARED_DATA)"
if [ -n "${WB_SHARED_DATA:-}" ]; then scripts/reference-training.sh build/ci/bin; else echo "skipped: WB_SHARED_DATA names no folder"; fi

wb_say "Long checks: VBPR, MMGCN and BM3 with posters and titles (needs WB_SHARED_DATA)"
if [ -n "${WB_SHARED_DATA:-}" ]; then scripts/multimodal-training.sh build/ci/bin; fi

wb_say "Long checks: the sample against random order and popularity, three seeds"
scripts/sample-training.sh build/ci/bin

wb_say "Long checks: the built-in language model trained on the sample and on MovieLens (needs WB_SHARED_DATA)"
scripts/letter-training.sh build/ci/bin sample
if [ -n "${WB_SHARED_DATA:-}" ]; then scripts/letter-training.sh build/ci/bin movielens "$WB_SHARED_DATA/data/ml-latest-small"; fi

wb_say "Long checks: address and undefined-behaviour sanitizers over every test"
wb_build asan
ctest --preset asan -j 2

wb_say "Long checks: thread sanitizer over the tests without LibTorch"
threaded=(tst_store_open tst_store_runs tst_store_series tst_store_writer tst_workspace tst_worker_client)
wb_build tsan "${threaded[@]}"
TSAN_OPTIONS="suppressions=$PWD/scripts/tsan.supp" ctest --preset tsan -j 2 -R "^($(IFS='|'; echo "${threaded[*]}"))\$"

wb_say "Long checks: fuzzing of everything that reads files of others (WB_FUZZ_SECONDS each, 600 by default)"
scripts/fuzz.sh "${WB_FUZZ_SECONDS:-600}"
