#!/usr/bin/env bash
# Trains adapters of the built-in language model on the sample, 20 candidates, and holds NDCG@10 of the test split, user by user, against random
# order, popularity and the untrained model: means, and p of a permutation test (signs of the differences, 10,000 draws). Fails when the trained
# model is not above all three with p < 0.01, when the restricted loss of the last 100 updates is not below ln 20 and below that of the first 100 by
# three standard errors, or when the entropy did not fall. It says how long training took, and asks for nothing there.
# usage: scripts/letter-training.sh BIN_FOLDER [more flags of train-rerank]
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
bin=$(cd "$1" && pwd)
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WB_WORKSPACE=$work
common=(--dataset-code sample --rerank-method qwen --rerank-preset quick --mode ground_truth --rerank-eval-candidates 20 --seed 1 --quiet --json)
"$bin/rerank" train-rerank "${common[@]}" "$@" >"$work/trained.json"
"$bin/rerank" train-rerank "${common[@]}" --rerank-max-steps 1 --rerank-lr 1e-8 >"$work/untrained.json"
python3 - "$work" <<'PY'
import array, collections, glob, json, math, random, sqlite3, sys
work, failed = sys.argv[1], False
store = sqlite3.connect(f"{work}/workbench.sqlite")
folder = glob.glob(f"{work}/data/preprocessed/sample_*/meta.json")[0].rsplit("/", 1)[0]
sequences = {int(u): list(map(int, items)) for u, *items in map(str.split, open(f"{folder}/train.txt"))}
count = collections.Counter(item for items in sequences.values() for item in items)
gain = [1 / math.log2(rank + 1) if rank <= 10 else 0.0 for rank in range(1, 21)]

def ndcg(better, equal):
    return sum(gain[better:better + equal + 1]) / (equal + 1)

def of(name):
    run = json.load(open(f"{work}/{name}.json"))["run"]
    rows = store.execute("SELECT u.user, u.target, u.better, u.equal, v.items FROM user_result u JOIN user_vectors v USING (run_id, stage, split, user) "
                         "WHERE u.run_id = ? AND u.stage = 2 AND u.split = 'test'", (run,)).fetchall()
    return run, {user: (target, ndcg(better, equal), list(array.array("i", items))) for user, target, better, equal, items in rows}

run, trained = of("trained")
_, untrained = of("untrained")
chance = sum(gain) / 20
def popular(target, items):
    others = [i for i in items if i != target]
    c = count[target]
    return ndcg(sum(count[i] > c for i in others), sum(count[i] == c for i in others))
users = sorted(trained)
mine = [trained[u][1] for u in users]
mean = lambda values: sum(values) / len(values)
for name, theirs in (("random order", [chance] * len(users)), ("popularity", [popular(*trained[u][::2]) for u in users]),
                     ("the untrained model", [untrained[u][1] for u in users])):
    differences = [a - b for a, b in zip(mine, theirs)]
    rng, real = random.Random(1), sum(differences)
    more = sum(sum(d if rng.getrandbits(1) else -d for d in differences) >= real for _ in range(10000))
    p = (more + 1) / 10001
    good = p < 0.01
    failed |= not good
    print(f"NDCG@10 {mean(mine):.4f}, {name} {mean(theirs):.4f}, difference {mean(differences):+.4f}, p {p:.4f}, {len(users)} users: "
          f"{'above' if good else 'NOT above'}")
losses = [value for (value,) in store.execute("SELECT value FROM point p JOIN series s ON s.id = p.series_id WHERE s.run_id = ? AND s.name = "
                                              "'stage2/loss_letter_restricted' ORDER BY step", (run,))]
first, last = mean(losses[:100]), mean(losses[-100:])
error = lambda values: math.sqrt(sum((v - mean(values)) ** 2 for v in values) / (len(values) - 1) / len(values))
of_first, of_last = error(losses[:100]), error(losses[-100:])
entropy = [value for (value,) in store.execute("SELECT value FROM point p JOIN series s ON s.id = p.series_id WHERE s.run_id = ? AND s.name = "
                                               "'stage2/val_normalised_entropy' ORDER BY step", (run,))]
fell = last < math.log(20) - 3 * of_last and last < first - 3 * math.hypot(of_first, of_last) and entropy[-1] < entropy[0]
seconds = json.load(open(f"{work}/trained.json"))["seconds"]["stage2"]
failed |= not fell
print(f"Restricted loss {first:.3f} (se {of_first:.3f}) to {last:.3f} (se {of_last:.3f}), ln 20 = {math.log(20):.3f}; normalised entropy on validation "
      f"{entropy[0]:.3f} to {entropy[-1]:.3f}: {'fell' if fell else 'did NOT fall'}. {len(losses)} updates, {seconds:.0f} s")
sys.exit(failed)
PY
