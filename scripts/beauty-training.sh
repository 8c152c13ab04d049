#!/usr/bin/env bash
# Trains all four retrievers on the sequences of Amazon Beauty (22,332 users; titles and texts) to early stopping, seed 1, and prints what
# docs/long-check.md has of them. Fails when a training ends in another way, or is not above popularity with p < 0.01. About 20 minutes.
# usage: WB_SHARED_DATA=... scripts/beauty-training.sh BIN_FOLDER [METHOD...]
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
bin=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- lrurec vbpr bm3 mmgcn
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WB_WORKSPACE=$work
"$bin/rerank" prepare --dataset-code beauty --raw "$WB_SHARED_DATA/data/amazon-beauty/rebuilt" --quiet
for method in "$@"; do
  chosen=()
  [ "$method" != mmgcn ] || chosen=(--retrieval-lr 0.005)  # chosen on the validation split of MovieLens
  "$bin/rerank" train-retrieval --dataset-code beauty --retrieval-method "$method" "${chosen[@]}" --seed 1 --quiet --json >"$work/$method.json"
  python3 - "$method" "$work/$method.json" <<'PY'
import json, sys
run = json.load(open(sys.argv[2]))
stage, data = run["stage1"], run["dataset"]
p = stage["above_popularity"]["recall@10"]["p"]
good = stage["end"] == "patience" and p < 0.01 and (data["users"], data["items"]) == (22332, 12086)
test, popular = stage["test"], stage["popularity"]
print(f"{sys.argv[1]:6} recall@10 {test['recall@10']:.4f} recall@20 {test['recall@20']:.4f} ndcg@10 {test['ndcg@10']:.4f}  popularity {popular['recall@10']:.4f} "
      f"{popular['recall@20']:.4f} p {p:.4f}  updates {run['steps']['stage1']}, {run['seconds']['stage1']:.0f} s, ended by {stage['end']}  {'ok' if good else 'NOT AS ASKED'}", flush=True)
sys.exit(not good)
PY
done
