// Lists that are longer than a prompt may be, ordered by several prompts. Layer: evaluation.
// Probabilities of different prompts are never compared with each other: each prompt only orders what stands in it.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace wb {

/// Asks for one prompt after another, so that the prompts of many users can be scored together:
///   while (!list.done()) list.take(scores of list.next());
class LongList {
  public:
    virtual ~LongList() = default;
    bool done() const { return next_.empty(); }
    /// Candidates 0 .. n - 1 of the next prompt.
    std::span<const std::size_t> next() const { return next_; }
    /// Their scores, higher is better: logits or logarithms of probabilities. NaN is the worst.
    void take(std::span<const float> scores);
    /// All candidates, the best first; complete when done.
    const std::vector<std::size_t>& order() const { return order_; }

  protected:
    std::vector<std::size_t> next_, order_;

  private:
    /// `ranked`: the prompt's candidates, the best first (equal ones as they stood); `log_p`: of each, within it.
    virtual void taken(std::vector<std::size_t> ranked, std::vector<double> log_p) = 0;
};

/// A window that moves from the end of the list to its top by half its length, and is put in order wherever it stands
/// (sliding windows; Sun et al., EMNLP 2023, arXiv:2304.09542). The candidates come in the retriever's order.
class WindowList : public LongList {
  public:
    WindowList(std::size_t n, std::size_t window);  ///< window >= 2
    static std::size_t prompts(std::size_t n, std::size_t window);

  private:
    std::size_t window_, begin_;
    void ask();
    void taken(std::vector<std::size_t> ranked, std::vector<double> log_p) override;
};

/// Candidates are dealt in turn to groups of at most `group`, the best `keep` of each (all but one of a smaller
/// group) go on, until one prompt orders those that are left. Behind them stand those who fell out, the later the
/// better, and within a round by the logarithm of their probability in their group.
class TournamentList : public LongList {
  public:
    TournamentList(std::size_t n, std::size_t group, std::size_t keep);  ///< 1 <= keep < group

  private:
    struct Fallen {
        std::size_t candidate;
        double log_p;
    };
    std::size_t group_, keep_;
    std::vector<std::vector<std::size_t>> groups_;  ///< of this round, those that were asked already first
    std::size_t asked_ = 0;
    std::vector<std::size_t> kept_;
    std::vector<Fallen> fallen_;
    std::vector<std::size_t> behind_;  ///< of earlier rounds, the best first
    void deal(const std::vector<std::size_t>& candidates);
    void taken(std::vector<std::size_t> ranked, std::vector<double> log_p) override;
};

}  // namespace wb
