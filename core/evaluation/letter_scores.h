// What is made of the letter probabilities of several prompts: orders averaged, a prior divided out, a temperature.
// Layer: evaluation. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wb {

/// One prompt's answer: p[s] is the probability of the candidate that stood behind label s.
struct SlotProbabilities {
    std::vector<std::size_t> candidate_of_slot;  ///< a permutation of 0 .. N - 1
    std::vector<float> p;                        ///< [N], sum 1
};

/// The mean of ln p for each candidate over prompts that list the same candidates in different orders -> [N]; softmax
/// of it is the probability. Throws std::logic_error for prompts of different lengths or something that is no
/// permutation.
std::vector<double> mean_log_probabilities(std::span<const SlotProbabilities> prompts);

/// How probable each label is whatever stands behind it, from probe prompts whose content says nothing of the answer.
class SlotPrior {
  public:
    explicit SlotPrior(std::size_t labels) : log_sum_(labels, 0.0) {}
    void add(std::span<const float> p);  ///< by slot, of one probe
    std::size_t probes() const { return probes_; }
    /// With fewer than 10 probes for each label, the estimate is noise and must not be used.
    bool enough() const { return probes_ >= 10 * log_sum_.size(); }
    /// The normalised geometric mean of the probes -> [N], sum 1. Without a probe: uniform.
    std::vector<double> estimate() const;

  private:
    std::vector<double> log_sum_;
    std::size_t probes_ = 0;
};

/// p / prior, normalised; both by slot.
std::vector<double> without_prior(std::span<const float> p, std::span<const double> prior);

/// A list and the place of its true item, for fitting a temperature.
struct CalibrationCase {
    std::vector<float> scores;  ///< logits or ln p
    std::size_t target = 0;
};
/// The T > 0 by which scores are divided so that the mean of -ln softmax(scores / T)[target] is smallest (Guo et al.,
/// ICML 2017, arXiv:1706.04599). It changes no order. Between 0.01 and 100; 1 without cases.
double fitted_temperature(std::span<const CalibrationCase> cases);
/// That mean.
double mean_nll(std::span<const CalibrationCase> cases, double temperature);

}  // namespace wb
