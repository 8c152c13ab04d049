#!/usr/bin/env bash
# Trains the built-in language model on lists of 20 candidates and holds NDCG@10 of the test split, user by user, against random order, the untrained
# model and popularity: means, p of a permutation test (signs of the differences, 10,000 draws), and the mean difference with its 95 % interval
# (bootstrap over users). It says how long training took, and asks for nothing there.
#   sample: adapters, preset quick. Fails when the trained model is not above all three with p < 0.01.
#   movielens: all weights, and adapters, on the newer small MovieLens data set. Fails when they are not above random order and the untrained model with
#     p < 0.01; popularity, which is strong there, is told alone.
# Both fail when the restricted loss of the last 100 updates is not below ln 20 and below that of the first 100 by three standard errors, or when the
# entropy did not fall.
# usage: scripts/letter-training.sh BIN_FOLDER sample [more flags of train-rerank]
#        scripts/letter-training.sh BIN_FOLDER movielens FOLDER_WITH_RATINGS [more flags of train-rerank]
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
bin=$(cd "$1" && pwd)
what=${2:-sample}
shift $(($# > 1 ? 2 : 1))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export WB_WORKSPACE=$work
common=(--rerank-method qwen --rerank-model qwen3-tiny --mode ground_truth --rerank-eval-candidates 20 --rerank-max-candidates 20 --seed 1 --quiet --json)
train() {
  "$bin/rerank" train-rerank --dataset-code "$what" "${common[@]}" "${@:2}" >"$work/$1.json"
}
case $what in
  sample)
    train adapters --rerank-preset quick "$@"
    ;;
  movielens)
    "$bin/rerank" prepare --dataset-code movielens --raw "$1" --quiet --json >/dev/null
    shift
    long=(--rerank-epochs 100 --rerank-patience 100 --rerank-validate-every 250 --rerank-warmup-steps 50 --rerank-lr-schedule linear_decay)
    # Both at once with a thread each: the model is too small to keep two threads busy.
    long+=(--rerank-lr 1e-3 --rerank-max-steps 3000 --threads 1)
    train all "${long[@]}" --rerank-train full "$@" &
    first=$!
    train adapters "${long[@]}" --rerank-lora-targets all --rerank-lora-rank 32 --rerank-lora-alpha 64 --rerank-lora-dropout 0 "$@"
    wait $first
    ;;
  *)
    echo "Say sample or movielens." >&2
    exit 2
    ;;
esac
train untrained --rerank-max-steps 1 --rerank-lr 1e-8
python3 - "$work" "$what" <<'PY'
import array, collections, glob, json, math, os, random, sqlite3, sys
work, what, failed = sys.argv[1], sys.argv[2], False
store = sqlite3.connect(f"{work}/workbench.sqlite")
folder = glob.glob(f"{work}/data/preprocessed/{what}_*/meta.json")[0].rsplit("/", 1)[0]
sequences = {int(u): list(map(int, items)) for u, *items in map(str.split, open(f"{folder}/train.txt"))}
count = collections.Counter(item for items in sequences.values() for item in items)
gain = [1 / math.log2(rank + 1) if rank <= 10 else 0.0 for rank in range(1, 21)]
mean = lambda values: sum(values) / len(values)
error = lambda values: math.sqrt(sum((v - mean(values)) ** 2 for v in values) / (len(values) - 1) / len(values))

def ndcg(better, equal):
    """Expectation when ties are broken at random."""
    return sum(gain[better:better + equal + 1]) / (equal + 1)

def of(name):
    run = json.load(open(f"{work}/{name}.json"))["run"]
    rows = store.execute("SELECT u.user, u.target, u.better, u.equal, v.items FROM user_result u JOIN user_vectors v USING (run_id, stage, split, user) "
                         "WHERE u.run_id = ? AND u.stage = 2 AND u.split = 'test'", (run,)).fetchall()
    return run, {user: (target, ndcg(better, equal), list(array.array("i", items))) for user, target, better, equal, items in rows}

def series(run, name):
    return [value for (value,) in store.execute("SELECT value FROM point p JOIN series s ON s.id = p.series_id WHERE s.run_id = ? AND s.name = ? "
                                                "ORDER BY step", (run, f"stage2/{name}"))]

def popular(target, items):
    others = [i for i in items if i != target]
    c = count[target]
    return ndcg(sum(count[i] > c for i in others), sum(count[i] == c for i in others))

_, untrained = of("untrained")
for name, title in (("all", "All weights"), ("adapters", "Adapters")):
    if not os.path.exists(f"{work}/{name}.json"):
        continue
    run, trained = of(name)
    users = sorted(trained)
    mine = [trained[u][1] for u in users]
    for other, theirs, must in (("random order", [sum(gain) / 20] * len(users), True),
                                ("the untrained model", [untrained[u][1] for u in users], True),
                                ("popularity", [popular(*trained[u][::2]) for u in users], what == "sample")):
        differences = [a - b for a, b in zip(mine, theirs)]
        rng, real = random.Random(1), sum(differences)
        more = sum(sum(d if rng.getrandbits(1) else -d for d in differences) >= real for _ in range(10000))
        p = (more + 1) / 10001
        means = sorted(mean(rng.choices(differences, k=len(users))) for _ in range(2000))
        failed |= must and p >= 0.01
        print(f"{title}: NDCG@10 {mean(mine):.4f}, {other} {mean(theirs):.4f}, difference {mean(differences):+.4f} [{means[50]:+.4f}, {means[1949]:+.4f}], "
              f"p {p:.4f}, {len(users)} users{': NOT above' if must and p >= 0.01 else ''}")
    losses, entropy = series(run, "loss_letter_restricted"), series(run, "val_normalised_entropy")
    first, last = losses[:100], losses[-100:]
    fell = (mean(last) < math.log(20) - 3 * error(last) and mean(last) < mean(first) - 3 * math.hypot(error(first), error(last))
            and entropy[-1] < entropy[0])
    failed |= not fell
    seconds = json.load(open(f"{work}/{name}.json"))["seconds"]["stage2"]
    print(f"{title}: restricted loss {mean(first):.3f} (se {error(first):.3f}) to {mean(last):.3f} (se {error(last):.3f}), ln 20 = {math.log(20):.3f}; "
          f"normalised entropy on validation {entropy[0]:.3f} to {entropy[-1]:.3f}: {'fell' if fell else 'did NOT fall'}. {len(losses)} updates, {seconds:.0f} s")
sys.exit(failed)
PY
