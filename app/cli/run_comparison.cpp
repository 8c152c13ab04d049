// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "run_comparison.h"

#include <algorithm>

#include "experiment/search_result.h"
#include "experiment/user_metrics.h"
#include "foundation/error.h"

namespace wb::cli {

namespace {

constexpr double significance = 0.05;
/// Candidate lists are compared for this many users, spread evenly; lengths and targets for all.
constexpr std::size_t lists_checked = 100;

std::string numbered(RunId id) {
    return "run " + std::to_string(id);
}

[[noreturn]] void refuse(RunId a, RunId b, const std::string& why) {
    throw UserError("Runs " + std::to_string(a) + " and " + std::to_string(b) + " are not comparable.", why,
                    "Compare runs on the same dataset, stage and candidates.");
}

/// What was tried and not chosen would otherwise be chosen here, by the test items.
void refuse_hidden(const Store& store, const std::vector<RunRow>& runs) {
    for (const RunRow& run : runs)
        if (hides_test(store, run))
            throw UserError("Run " + std::to_string(run.id) + " is not compared on the test items.",
                            "It belongs to search " + std::to_string(run.search) +
                                ", whose test results are shown for its chosen combination alone.",
                            "Compare with \"--split validation\".");
}

std::vector<UserResult> results_of(const Store& store, const RunRow& run, int stage, const std::string& split) {
    std::vector<UserResult> users = store.user_results(run.id, stage, split);
    std::sort(users.begin(), users.end(), [](const UserResult& a, const UserResult& b) { return a.user < b.user; });
    return users;
}

int last_stage(const Store& store, const RunRow& run, const std::string& split) {
    for (const int stage : {2, 1})
        if (!store.user_results(run.id, stage, split).empty()) return stage;
    throw UserError(
        "Run " + std::to_string(run.id) + " has no results per user on the " + split + " items.",
        "Runs are compared user by user.",
        "Choose a finished run, or measure it again with \"rerank evaluate --run " + std::to_string(run.id) + "\".");
}

std::vector<std::int32_t> sorted_items(const Store& store, RunId run, int stage, const std::string& split,
                                       std::int32_t user) {
    const std::optional<UserDetail> detail = store.user_detail(run, stage, split, user);
    std::vector<std::int32_t> items = detail ? detail->items : std::vector<std::int32_t>{};
    std::sort(items.begin(), items.end());
    return items;
}

void check_comparable(const Store& store, const RunRow& a, const std::vector<UserResult>& of_a, const RunRow& b,
                      const std::vector<UserResult>& of_b, int stage, const std::string& split) {
    if (a.dataset_fingerprint.empty() || a.dataset_fingerprint != b.dataset_fingerprint)
        refuse(a.id, b.id,
               "Their data differ: " + numbered(a.id) + " ran on " + a.dataset + ", " + numbered(b.id) + " on " +
                   b.dataset + (a.dataset == b.dataset ? " with other filters or content." : "."));
    const auto same_target = [](const UserResult& x, const UserResult& y) {
        return x.user == y.user && x.true_items() == y.true_items();
    };
    if (!std::equal(of_a.begin(), of_a.end(), of_b.begin(), of_b.end(), same_target))
        refuse(a.id, b.id,
               "They measured different users or items: " + std::to_string(of_a.size()) + " users against " +
                   std::to_string(of_b.size()) + ".");
    if (stage != 2) return;
    for (std::size_t i = 0; i < of_a.size(); ++i)
        if (of_a[i].candidates != of_b[i].candidates)
            refuse(a.id, b.id,
                   "Their lists differ: " + std::to_string(of_a[i].candidates) + " candidates against " +
                       std::to_string(of_b[i].candidates) + " for user " + std::to_string(of_a[i].user) + ".");
    const std::size_t step = std::max<std::size_t>(1, of_a.size() / lists_checked);
    for (std::size_t i = 0; i < of_a.size(); i += step)
        if (sorted_items(store, a.id, stage, split, of_a[i].user) !=
            sorted_items(store, b.id, stage, split, of_a[i].user))
            refuse(a.id, b.id,
                   "They ordered different candidates, for example for user " + std::to_string(of_a[i].user) +
                       ". Lists follow --candidate-seed, --mode and, in retrieval mode, the retriever.");
}

/// [metric][user].
std::vector<std::vector<double>> values_of(const std::vector<UserResult>& users) {
    std::vector<std::vector<double>> values(compared_metrics.size());
    for (const UserResult& user : users) {
        for (const auto& [name, value] : metrics_of_result(user).named())
            for (std::size_t i = 0; i < compared_metrics.size(); ++i)
                if (name == compared_metrics[i]) values[i].push_back(value);
    }
    return values;
}

}  // namespace

std::string ComparedMetric::verdict() const {
    if (p_holm >= significance || paired.difference == 0) return "no evidence";
    return paired.difference > 0 ? "better" : "worse";
}

RunComparison compare_runs(const Store& store, const std::vector<RunRow>& runs, const std::string& split) {
    RunComparison comparison;
    const RunRow& baseline = runs.front();
    comparison.baseline = baseline.id;
    comparison.split = split;
    if (split == "test") refuse_hidden(store, runs);
    comparison.stage = last_stage(store, baseline, split);
    const std::vector<UserResult> base_users = results_of(store, baseline, comparison.stage, split);
    const auto base_values = values_of(base_users);
    comparison.users = static_cast<std::int64_t>(base_users.size());
    std::vector<double> p_values;
    for (std::size_t i = 1; i < runs.size(); ++i) {
        const RunRow& run = runs[i];
        if (last_stage(store, run, split) != comparison.stage)
            refuse(baseline.id, run.id,
                   "One ends with stage 1, which ranks all items, the other with stage 2, which ranks candidates.");
        const std::vector<UserResult> users = results_of(store, run, comparison.stage, split);
        check_comparable(store, baseline, base_users, run, users, comparison.stage, split);
        const auto values = values_of(users);
        ComparedRun compared{run.id, run.untrained || baseline.untrained, {}};
        for (std::size_t m = 0; m < compared_metrics.size(); ++m) {
            compared.metrics.push_back({compared_metrics[m], compare_paired(base_values[m], values[m]), 1});
            if (!compared.left_out) p_values.push_back(compared.metrics.back().paired.p_permutation);
        }
        comparison.others.push_back(std::move(compared));
    }
    const std::vector<double> corrected = holm(p_values);
    std::size_t at = 0;
    for (ComparedRun& run : comparison.others)
        if (!run.left_out)
            for (ComparedMetric& metric : run.metrics) metric.p_holm = corrected[at++];
    return comparison;
}

}  // namespace wb::cli
