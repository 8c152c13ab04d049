#!/usr/bin/env bash
# Runs the sample experiment, and the other retrievers, with three seeds and says, per method, how far Recall@10 of the test split is above random
# order and above popularity: ratio, and the mean difference per user with its 95 % interval (bootstrap over users, each
# user's value the mean over the seeds). Fails when a ratio is below 1.2 or an interval reaches 0.
# usage: scripts/sample-training.sh BIN_FOLDER
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
bin=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WB_WORKSPACE=$work
"$bin/rerank" prepare --dataset-code sample --quiet
train() {
  local method=$1 seed=$2
  local common=(--dataset-code sample --retrieval-method "$method" --retrieval-preset quick --threads 1 --seed "$seed" --quiet --json)
  if [ "$method" = lrurec ]; then
    "$bin/rerank" train-pipeline "${common[@]}" --rerank-method bert4rec --rerank-preset quick
  else
    "$bin/rerank" train-retrieval "${common[@]}"
  fi >"$work/$method$seed.json"
}
export -f train
export bin work
# Two at once with a thread each: faster than one after another with two.
for seed in 1 2 3; do printf '%s\n' "lrurec $seed" "vbpr $seed" "mmgcn $seed" "bm3 $seed"; done | xargs -P 2 -I RUN bash -c 'train RUN'
python3 - "$work" <<'PY'
import array, collections, glob, json, random, sqlite3, sys
work, failed = sys.argv[1], False
store = sqlite3.connect(f"{work}/workbench.sqlite")
folder = glob.glob(f"{work}/data/preprocessed/sample_*/meta.json")[0].rsplit("/", 1)[0]
sequences = {int(u): list(map(int, items)) for u, *items in map(str.split, open(f"{folder}/train.txt"))}
validation = {int(u): int(item) for u, item in map(str.split, open(f"{folder}/val.txt"))}
count = collections.Counter(item for items in sequences.values() for item in items)
catalogue = range(1, 1 + sum(1 for _ in open(f"{folder}/items.jsonl")))

def hit(better, equal, k=10):
    """Expectation of [rank <= k] when ties are broken at random."""
    return min(max((k - better) / (equal + 1), 0.0), 1.0)

def popular(target, others):
    c = count[target]
    return hit(sum(count[i] > c for i in others), sum(count[i] == c for i in others))

for stage, method, name in ((1, "lrurec", "LRURec, whole catalogue"), (2, "lrurec", "BERT4Rec, candidates"), (1, "vbpr", "VBPR, whole catalogue"),
                            (1, "mmgcn", "MMGCN, whole catalogue"), (1, "bm3", "BM3, whole catalogue")):
    values = collections.defaultdict(lambda: ([], [], []))
    for seed in (1, 2, 3):
        run = json.load(open(f"{work}/{method}{seed}.json"))["run"]
        for user, target, better, equal, length in store.execute(
                "SELECT user, target, better, equal, candidates FROM user_result WHERE run_id = ? AND stage = ? AND split = 'test'", (run, stage)):
            if stage == 1:
                gone = set((sequences[user] + [validation[user]])[-200:])
                others = [i for i in catalogue if i not in gone and i != target]
            else:
                blob = store.execute("SELECT items FROM user_vectors WHERE run_id = ? AND stage = 2 AND split = 'test' AND user = ?", (run, user)).fetchone()[0]
                others = [i for i in array.array("i", blob) if i != target]
                assert len(others) == length - 1
            for series, value in zip(values[user], (hit(better, equal), popular(target, others), min(1.0, 10 / (1 + len(others))))):
                series.append(value)
    users = [[sum(series) / len(series) for series in triple] for triple in values.values()]
    n = len(users)
    assert n > 0, "no user results"
    model = sum(u[0] for u in users) / n
    for k, other in ((2, "random order"), (1, "popularity")):
        base = sum(u[k] for u in users) / n
        rng = random.Random(1)
        gain = [u[0] - u[k] for u in users]
        means = sorted(sum(rng.choices(gain, k=n)) / n for _ in range(2000))
        low, high = means[50], means[1949]
        good = model >= 1.2 * base and low > 0
        failed |= not good
        print(f"{name}: Recall@10 {model:.3f}, {other} {base:.3f}, ratio {model / base:.1f}, "
              f"difference {model - base:.3f} [{low:.3f}, {high:.3f}], {n} users: {'clearly above' if good else 'NOT clearly above'}")
sys.exit(failed)
PY
