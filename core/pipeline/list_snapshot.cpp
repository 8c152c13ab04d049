// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/list_snapshot.h"

#include <algorithm>
#include <cmath>

#include "evaluation/metrics.h"

namespace wb {

SnapshotEvent list_snapshot(const Reranker& reranker, const std::vector<RerankQuery>& lists,
                            const std::vector<std::vector<float>>& scores, std::int64_t update, double epoch) {
    SnapshotEvent out{update, epoch, std::vector<std::int64_t>(entropy_bins, 0), {}};
    std::vector<std::size_t> usable;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i].size() > 1 && reranker.gives_probabilities(scores[i].size())) usable.push_back(i);
    const std::size_t kept = std::min(snapshot_lists, usable.size());
    std::size_t next = 0;
    for (std::size_t n = 0; n < usable.size(); ++n) {
        const std::size_t i = usable[n];
        // Which lists are kept does not depend on the scores, so that they are the same every time.
        const bool keep = next < kept && n >= next * usable.size() / kept;
        next += keep;
        const auto p = softmax(scores[i]);
        if (p.empty()) continue;
        const double evenness = distribution_stats(p).normalised_entropy;
        ++out.entropy[std::min(entropy_bins - 1,
                               static_cast<std::size_t>(evenness * static_cast<double>(entropy_bins)))];
        if (!keep) continue;
        const auto& list = lists[i];
        SnapshotEvent::List shown{list.user, list.candidates[list.target], {}, {}};
        for (std::size_t c = 0; c < p.size(); ++c) {
            shown.items.push_back(list.candidates[c]);
            shown.probabilities.push_back(std::round(static_cast<double>(p[c]) * 1e6) / 1e6);
        }
        out.lists.push_back(std::move(shown));
    }
    return out;
}

}  // namespace wb
