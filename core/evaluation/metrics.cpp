// Ranking metrics with exact treatment of ties, and their values under chance. Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace wb {
namespace {

constexpr int max_k = metric_ks.back();

/// discount_sum()[r] = sum of 1 / log2(i + 1) for i = 1 .. r. No metric looks deeper than the largest K.
const std::array<double, max_k + 1>& discount_sum() {
    static const auto sums = [] {
        std::array<double, max_k + 1> table{};
        for (std::size_t r = 1; r < table.size(); ++r) {
            table[r] = table[r - 1] + 1.0 / std::log2(static_cast<double>(r) + 1.0);
        }
        return table;
    }();
    return sums;
}

constexpr std::int64_t harmonic_table_size = 4096;

/// The sum of 1 / i for i = 1 .. n: from a table, and from Euler-Maclaurin beyond it, where the first term left out
/// is 1 / (120 n^4) < 3e-17.
double harmonic(std::int64_t n) {
    static const auto table = [] {
        std::vector<double> sums(static_cast<std::size_t>(harmonic_table_size), 0.0);
        for (std::size_t i = 1; i < sums.size(); ++i) sums[i] = sums[i - 1] + 1.0 / static_cast<double>(i);
        return sums;
    }();
    if (n < harmonic_table_size) return table[static_cast<std::size_t>(n)];
    const double x = static_cast<double>(n);
    return std::log(x) + std::numbers::egamma + 1.0 / (2.0 * x) - 1.0 / (12.0 * x * x);
}

template <class Operation>
Metrics combine(const Metrics& a, const Metrics& b, Operation operation) {
    Metrics out;
    for (std::size_t k = 0; k < metric_ks.size(); ++k) {
        out.recall[k] = operation(a.recall[k], b.recall[k]);
        out.ndcg[k] = operation(a.ndcg[k], b.ndcg[k]);
        out.hit[k] = operation(a.hit[k], b.hit[k]);
    }
    out.mrr = operation(a.mrr, b.mrr);
    out.users = a.users + b.users;
    return out;
}

template <class MetricsOf>
Metrics mean_over(std::size_t users, MetricsOf metrics_of) {
    Metrics sum;
    for (std::size_t u = 0; u < users; ++u)
        sum = combine(sum, metrics_of(u), [](double x, double y) { return x + y; });
    if (sum.users == 0) return sum;
    const double n = static_cast<double>(sum.users);
    return combine(sum, Metrics{}, [n](double x, double) { return x / n; });
}

/// Of `marked` among `size` things in random order: how probable it is that none of the first `places` is marked.
double none_probability(std::int64_t size, std::int64_t marked, std::int64_t places) {
    double p = 1;
    for (std::int64_t i = 0; i < places && p > 0; ++i)
        p *= static_cast<double>(std::max<std::int64_t>(size - marked - i, 0)) / static_cast<double>(size - i);
    return p;
}

/// Expectation of 1 / rank of the first of `marked` items that stand in a tied group of `size` behind `before`
/// others.
double first_reciprocal_rank(std::int64_t before, std::int64_t size, std::int64_t marked) {
    double sum = 0, none_yet = 1;
    for (std::int64_t j = 0; j + marked <= size; ++j) {
        const double here = none_yet * static_cast<double>(marked) / static_cast<double>(size - j);
        sum += here / static_cast<double>(before + j + 1);
        none_yet -= here;
    }
    return sum;
}

}  // namespace

RankCounts rank_counts(std::span<const float> scores, std::size_t target_index) {
    if (target_index >= scores.size()) throw std::logic_error("rank_counts: the target is outside the list");
    const float target = scores[target_index];
    RankCounts counts;
    if (std::isnan(target)) {
        for (const float score : scores) counts.n_better += std::isnan(score) ? 0 : 1;
        counts.n_equal = static_cast<std::int64_t>(scores.size()) - counts.n_better - 1;
        return counts;
    }
    for (const float score : scores) {  // a comparison with NaN is false: worse than everything
        counts.n_better += score > target ? 1 : 0;
        counts.n_equal += score == target ? 1 : 0;
    }
    --counts.n_equal;  // the target itself
    return counts;
}

std::vector<std::pair<std::string, double>> Metrics::named() const {
    std::vector<std::pair<std::string, double>> out;
    const auto add = [&out](const std::string& name, const std::array<double, 4>& values) {
        for (std::size_t k = 0; k < values.size(); ++k) {
            out.emplace_back(name + "@" + std::to_string(metric_ks[k]), values[k]);
        }
    };
    add("recall", recall);
    add("ndcg", ndcg);
    add("hit", hit);
    out.emplace_back("mrr", mrr);
    return out;
}

Metrics metrics_of_user(const RankCounts& counts) {
    if (counts.n_better < 0 || counts.n_equal < 0) throw std::logic_error("metrics_of_user: negative counts");
    const std::int64_t group = counts.n_equal + 1;
    const double size = static_cast<double>(group);
    Metrics out;
    out.users = 1;
    for (std::size_t k = 0; k < metric_ks.size(); ++k) {
        const std::int64_t inside = std::clamp<std::int64_t>(metric_ks[k] - counts.n_better, 0, group);
        if (inside == 0) continue;
        const auto before = static_cast<std::size_t>(counts.n_better);
        const auto& sums = discount_sum();
        out.recall[k] = out.hit[k] = static_cast<double>(inside) / size;
        out.ndcg[k] = (sums[before + static_cast<std::size_t>(inside)] - sums[before]) / size;
    }
    out.mrr = group == 1 ? 1.0 / static_cast<double>(counts.n_better + 1)
                         : (harmonic(counts.n_better + group) - harmonic(counts.n_better)) / size;
    return out;
}

Metrics metrics_of_user(std::span<const RankCounts> true_items) {
    if (true_items.empty()) throw std::logic_error("metrics_of_user: a user without true items");
    if (true_items.size() == 1) return metrics_of_user(true_items.front());
    const double count = static_cast<double>(true_items.size());
    Metrics out;
    std::array<double, metric_ks.size()> none;
    none.fill(1);
    for (const RankCounts& one : true_items) {
        const Metrics m = metrics_of_user(one);
        // True items with equal scores share a tied group; the group is looked at once, for the first of them.
        const auto same = [&](const RankCounts& other) { return other.n_better == one.n_better; };
        const std::int64_t group = one.n_equal + 1;
        const auto marked = std::min<std::int64_t>(group, std::count_if(true_items.begin(), true_items.end(), same));
        const bool first = &*std::find_if(true_items.begin(), true_items.end(), same) == &one;
        for (std::size_t k = 0; k < metric_ks.size(); ++k) {
            out.recall[k] += m.recall[k] / count;
            out.ndcg[k] += m.ndcg[k];
            const auto inside = std::clamp<std::int64_t>(metric_ks[k] - one.n_better, 0, group);
            if (first) none[k] *= none_probability(group, marked, inside);
        }
        if (first && std::none_of(true_items.begin(), true_items.end(),
                                  [&](const RankCounts& other) { return other.n_better < one.n_better; }))
            out.mrr = first_reciprocal_rank(one.n_better, group, marked);
    }
    for (std::size_t k = 0; k < metric_ks.size(); ++k) {
        out.hit[k] = 1 - none[k];
        out.ndcg[k] /= discount_sum()[std::min(true_items.size(), static_cast<std::size_t>(metric_ks[k]))];
    }
    out.users = 1;
    return out;
}

Metrics metrics_of_absent_target() {
    Metrics out;
    out.users = 1;
    return out;
}

Metrics mean_metrics(std::span<const RankCounts> users) {
    return mean_over(users.size(), [&](std::size_t u) { return metrics_of_user(users[u]); });
}

Metrics mean_metrics(const TrueItemRanks& users) {
    return mean_over(users.users(), [&](std::size_t u) { return metrics_of_user(users.of(u)); });
}

Metrics chance_metrics(std::int64_t n) {
    return n < 1 ? metrics_of_absent_target() : metrics_of_user({.n_better = 0, .n_equal = n - 1});
}

Metrics chance_metrics(std::int64_t n, std::int64_t true_items) {
    if (true_items < 2 || n < 1) return chance_metrics(n);
    const std::vector<RankCounts> anywhere(static_cast<std::size_t>(true_items), {.n_better = 0, .n_equal = n - 1});
    return metrics_of_user(anywhere);
}

Metrics mean_chance(std::span<const std::int64_t> list_lengths) {
    return mean_over(list_lengths.size(), [&](std::size_t u) { return chance_metrics(list_lengths[u]); });
}

Metrics weighted_mean(const Metrics& a, const Metrics& b) {
    const double n_a = static_cast<double>(a.users), n_b = static_cast<double>(b.users);
    if (a.users + b.users == 0) return {};
    return combine(a, b, [n_a, n_b](double x, double y) { return (n_a * x + n_b * y) / (n_a + n_b); });
}

DistributionStats distribution_stats(std::span<const float> probabilities) {
    DistributionStats out;
    double first = 0, second = 0;
    for (const float value : probabilities) {
        const double p = value;
        if (p > 0) out.entropy -= p * std::log(p);
        if (p > first) {
            second = first;
            first = p;
        } else if (p > second) {
            second = p;
        }
    }
    const double n = static_cast<double>(probabilities.size());
    if (probabilities.size() > 1) out.normalised_entropy = out.entropy / std::log(n);
    out.top_probability = first;
    out.margin = first - second;
    return out;
}

std::vector<float> softmax(std::span<const float> scores) {
    double top = -std::numeric_limits<double>::infinity();
    for (const float score : scores) {
        if (std::isnan(score)) return {};
        top = std::max(top, static_cast<double>(score));
    }
    if (!std::isfinite(top)) return {};  // nothing, only -inf, or a +inf that leaves no finite sum
    double sum = 0;
    for (const float score : scores) sum += std::exp(static_cast<double>(score) - top);
    std::vector<float> out;
    out.reserve(scores.size());
    for (const float score : scores) {
        out.push_back(static_cast<float>(std::exp(static_cast<double>(score) - top) / sum));
    }
    return out;
}

}  // namespace wb
