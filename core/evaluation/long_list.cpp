// Layer: evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/long_list.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace wb {

void LongList::take(std::span<const float> scores) {
    if (scores.size() != next_.size()) throw std::logic_error("LongList: not a score for each candidate");
    std::vector<double> s(scores.begin(), scores.end());
    constexpr double worst = -std::numeric_limits<double>::infinity();
    for (double& x : s)
        if (std::isnan(x)) x = worst;
    const double top = *std::max_element(s.begin(), s.end());
    double sum = 0;
    for (const double x : s) sum += std::exp(x - top);
    std::vector<std::size_t> by_score(s.size());
    std::iota(by_score.begin(), by_score.end(), std::size_t{0});
    std::stable_sort(by_score.begin(), by_score.end(), [&](std::size_t a, std::size_t b) { return s[a] > s[b]; });
    std::vector<std::size_t> ranked;
    std::vector<double> log_p;
    for (const std::size_t k : by_score) {
        ranked.push_back(next_[k]);
        log_p.push_back(std::isfinite(s[k]) ? s[k] - top - std::log(sum) : worst);
    }
    taken(std::move(ranked), std::move(log_p));
}

WindowList::WindowList(std::size_t n, std::size_t window) : window_(window), begin_(n > window ? n - window : 0) {
    if (window < 2) throw std::logic_error("WindowList: a window of one candidate orders nothing");
    order_.resize(n);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    if (n > 0) ask();
}

std::size_t WindowList::prompts(std::size_t n, std::size_t window) {
    const std::size_t stride = window / 2;
    return n == 0 ? 0 : n <= window ? 1 : (n - window + stride - 1) / stride + 1;
}

void WindowList::ask() {
    const auto from = order_.begin() + static_cast<std::ptrdiff_t>(begin_);
    next_.assign(from, from + static_cast<std::ptrdiff_t>(std::min(window_, order_.size() - begin_)));
}

void WindowList::taken(std::vector<std::size_t> ranked, std::vector<double>) {
    std::copy(ranked.begin(), ranked.end(), order_.begin() + static_cast<std::ptrdiff_t>(begin_));
    next_.clear();
    if (begin_ == 0) return;
    begin_ -= std::min(begin_, window_ / 2);
    ask();
}

TournamentList::TournamentList(std::size_t n, std::size_t group, std::size_t keep) : group_(group), keep_(keep) {
    if (keep < 1 || keep >= group) throw std::logic_error("TournamentList: some must go on and some fall out");
    std::vector<std::size_t> all(n);
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (n > 0) deal(all);
}

void TournamentList::deal(const std::vector<std::size_t>& candidates) {
    groups_.assign((candidates.size() + group_ - 1) / group_, {});
    for (std::size_t k = 0; k < candidates.size(); ++k) groups_[k % groups_.size()].push_back(candidates[k]);
    asked_ = 0;
    kept_.clear();
    fallen_.clear();
    next_ = groups_.front();
}

void TournamentList::taken(std::vector<std::size_t> ranked, std::vector<double> log_p) {
    if (groups_.size() == 1) {
        order_ = std::move(ranked);
        order_.insert(order_.end(), behind_.begin(), behind_.end());
        next_.clear();
        return;
    }
    // Of each group one falls out at least, or there would be no end. Who is alone was compared with nobody and goes
    // on.
    const std::size_t going = ranked.size() == 1 ? 1 : std::min(keep_, ranked.size() - 1);
    for (std::size_t k = 0; k < ranked.size(); ++k) {
        if (k < going)
            kept_.push_back(ranked[k]);
        else
            fallen_.push_back({ranked[k], log_p[k]});
    }
    if (++asked_ < groups_.size()) {
        next_ = groups_[asked_];
        return;
    }
    std::stable_sort(fallen_.begin(), fallen_.end(),
                     [](const Fallen& a, const Fallen& b) { return a.log_p > b.log_p; });
    std::vector<std::size_t> now;
    for (const auto& f : fallen_) now.push_back(f.candidate);
    behind_.insert(behind_.begin(), now.begin(), now.end());
    deal(std::vector(kept_));
}

}  // namespace wb
