// Paired comparison of two runs by user. Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/comparison.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "foundation/random.h"

namespace wb {
namespace {

/// Values of metrics that differ by less come from the order of summation, not from the rankings: the closest two
/// reciprocal ranks in a catalogue of 100,000 items are 1e-10 apart.
constexpr double same = 1e-12;

double sum_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

double quantile(const std::vector<double>& sorted, double q) {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The 2.5 % and 97.5 % quantiles of the mean over users drawn with replacement.
std::pair<double, double> bootstrap_interval(std::span<const double> differences, std::uint64_t seed, int rounds) {
    Rng rng(seed, "paired bootstrap");
    const std::uint64_t n = differences.size();
    std::vector<double> means(static_cast<std::size_t>(rounds));
    for (double& mean : means) {
        double sum = 0;
        // Multiply and shift: one 32-bit draw per user, with a bias below n / 2^32.
        for (std::uint64_t i = 0; i < n; ++i) sum += differences[(rng() * n) >> 32];
        mean = sum / static_cast<double>(n);
    }
    std::sort(means.begin(), means.end());
    return {quantile(means, 0.025), quantile(means, 0.975)};
}

/// `changed` holds the differences that are not zero: a sign changes nothing for the others.
double sign_flip_p(std::span<const double> changed, std::uint64_t seed, int rounds) {
    Rng rng(seed, "sign flips");
    double scale = 0;
    for (const double d : changed) scale += std::abs(d);
    const double observed = std::abs(sum_of(changed)) - same * scale;
    int extreme = 0;
    for (int round = 0; round < rounds; ++round) {
        double sum = 0;
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < changed.size(); ++i) {
            if (i % 64 == 0) bits = rng.bits64();
            sum += (bits & 1) != 0 ? changed[i] : -changed[i];
            bits >>= 1;
        }
        extreme += std::abs(sum) >= observed ? 1 : 0;
    }
    return (1.0 + extreme) / (1.0 + rounds);
}

double paired_t_p(std::span<const double> differences) {
    const double n = static_cast<double>(differences.size());
    if (differences.size() < 2) return 1;
    const double mean = sum_of(differences) / n;
    double squares = 0;
    for (const double d : differences) squares += (d - mean) * (d - mean);
    const double error = std::sqrt(squares / (n - 1) / n);
    if (error == 0) return mean == 0 ? 1 : 0;
    const boost::math::students_t_distribution<double> distribution(n - 1);
    return 2 * boost::math::cdf(boost::math::complement(distribution, std::abs(mean) / error));
}

/// Wilcoxon signed rank: zeros dropped, tied sizes share their mean rank, normal approximation without a continuity
/// correction. Under the null every rank has a random sign, so the signed sum has mean 0 and the sum of the squared
/// ranks as its variance; with mean ranks this is the usual correction for ties.
double wilcoxon_p(std::span<const double> changed) {
    if (changed.empty()) return 1;
    std::vector<double> sorted(changed.begin(), changed.end());
    std::sort(sorted.begin(), sorted.end(), [](double x, double y) { return std::abs(x) < std::abs(y); });
    double signed_sum = 0, squares = 0;
    for (std::size_t begin = 0; begin < sorted.size();) {
        std::size_t end = begin + 1;
        while (end < sorted.size() && std::abs(sorted[end]) - std::abs(sorted[begin]) <= same) ++end;
        const double rank = (static_cast<double>(begin + end) + 1) / 2;  // the mean of begin + 1 .. end
        for (; begin < end; ++begin) {
            signed_sum += sorted[begin] > 0 ? rank : -rank;
            squares += rank * rank;
        }
    }
    const boost::math::normal_distribution<double> distribution;
    return 2 * boost::math::cdf(boost::math::complement(distribution, std::abs(signed_sum) / std::sqrt(squares)));
}

}  // namespace

PairedComparison compare_paired(std::span<const double> a, std::span<const double> b, std::uint64_t seed,
                                int rounds) {
    if (a.size() != b.size()) throw std::logic_error("compare_paired: the two runs have different numbers of users");
    if (rounds < 1) throw std::logic_error("compare_paired: at least one round");
    PairedComparison out;
    out.users = static_cast<std::int64_t>(a.size());
    if (a.empty()) return out;

    std::vector<double> differences(a.size()), changed;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double d = b[i] - a[i];
        if (std::abs(d) <= same) {
            ++out.ties;
            continue;
        }
        ++(d > 0 ? out.wins : out.losses);
        differences[i] = d;
        changed.push_back(d);
    }
    const double n = static_cast<double>(a.size());
    out.mean_a = sum_of(a) / n;
    out.mean_b = sum_of(b) / n;
    out.difference = sum_of(differences) / n;
    if (changed.empty()) return out;
    std::tie(out.interval_low, out.interval_high) = bootstrap_interval(differences, seed, rounds);
    out.p_permutation = sign_flip_p(changed, seed, rounds);
    out.p_t = paired_t_p(differences);
    out.p_wilcoxon = wilcoxon_p(changed);
    return out;
}

std::vector<double> holm(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return p_values[x] < p_values[y]; });
    std::vector<double> out(p_values.size());
    double running = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double factor = static_cast<double>(order.size() - i);
        running = std::max(running, std::min(1.0, factor * p_values[order[i]]));
        out[order[i]] = running;
    }
    return out;
}

}  // namespace wb
