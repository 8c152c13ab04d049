// Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/letter_scores.h"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace wb {

namespace {

/// A probability that was rounded to 0 must not make a mean of logarithms infinite.
double log_of(float p) {
    return std::log(std::max(static_cast<double>(p), static_cast<double>(std::numeric_limits<float>::min())));
}

std::vector<double> exponentials(std::vector<double> logs) {
    const double top = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (double& x : logs) sum += x = std::exp(x - top);
    for (double& x : logs) x /= sum;
    return logs;
}

}  // namespace

std::vector<double> mean_log_probabilities(std::span<const SlotProbabilities> prompts) {
    if (prompts.empty()) return {};
    const std::size_t n = prompts.front().p.size();
    std::vector<double> mean(n, 0.0);
    for (const auto& prompt : prompts) {
        std::vector<bool> seen(n, false);
        if (prompt.p.size() != n || prompt.candidate_of_slot.size() != n)
            throw std::logic_error("mean_log_probabilities: lists of different lengths");
        for (std::size_t s = 0; s < n; ++s) {
            const std::size_t c = prompt.candidate_of_slot[s];
            if (c >= n || seen[c]) throw std::logic_error("mean_log_probabilities: not a permutation");
            seen[c] = true;
            mean[c] += log_of(prompt.p[s]) / static_cast<double>(prompts.size());
        }
    }
    return mean;
}

void SlotPrior::add(std::span<const float> p) {
    if (p.size() != log_sum_.size()) throw std::logic_error("SlotPrior: a probe of another length");
    for (std::size_t s = 0; s < p.size(); ++s) log_sum_[s] += log_of(p[s]);
    ++probes_;
}

std::vector<double> SlotPrior::estimate() const {
    if (log_sum_.empty()) return {};
    auto mean = log_sum_;
    for (double& x : mean) x /= static_cast<double>(std::max<std::size_t>(probes_, 1));
    return exponentials(std::move(mean));
}

std::vector<double> without_prior(std::span<const float> p, std::span<const double> prior) {
    if (p.size() != prior.size()) throw std::logic_error("without_prior: lists of different lengths");
    if (p.empty()) return {};
    std::vector<double> logs(p.size());
    for (std::size_t s = 0; s < p.size(); ++s) logs[s] = log_of(p[s]) - std::log(prior[s]);
    return exponentials(std::move(logs));
}

double mean_nll(std::span<const CalibrationCase> cases, double temperature) {
    double sum = 0;
    for (const auto& c : cases) {
        const double top = static_cast<double>(*std::max_element(c.scores.begin(), c.scores.end()));
        double weights = 0;
        for (const float s : c.scores) weights += std::exp((static_cast<double>(s) - top) / temperature);
        sum += std::log(weights) - (static_cast<double>(c.scores.at(c.target)) - top) / temperature;
    }
    return cases.empty() ? 0 : sum / static_cast<double>(cases.size());
}

double fitted_temperature(std::span<const CalibrationCase> cases) {
    if (cases.empty()) return 1;
    // In 1 / T the mean is convex, so in ln T it has one minimum.
    const auto of_log = [&](double log_t) { return mean_nll(cases, std::exp(log_t)); };
    const double bound = std::log(100.0);
    constexpr int bits = 30;
    return std::exp(boost::math::tools::brent_find_minima(of_log, -bound, bound, bits).first);
}

}  // namespace wb
