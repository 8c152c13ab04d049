// Cloze samples of BERT4Rec: windows, masks, labels. Layer: rerank.
// Sun et al., CIKM 2019, section 3.6; the last-position samples are those of the original implementation.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "dataset/dataset.h"
#include "foundation/random.h"
#include "networks/parameters.h"

namespace wb {

struct ClozeOptions {
    std::size_t max_len = 100;
    double mask_probability = 0.15;
    bool exact_all_mask = false;       ///< max(1, round(p * length)) positions, always replaced by the mask
    double last_position_ratio = 0.1;  ///< share of samples whose only mask is the last position of a random prefix
    double stride_share = 0.5;         ///< windows of long lists move back by this share of max_len
};

/// Windows (begin, end) of a list: the last max_len items, then further back by the stride, and one from the start.
std::vector<std::pair<std::size_t, std::size_t>> cloze_windows(std::size_t items, const ClozeOptions& options);

struct ClozeSample {
    std::vector<ItemId> tokens;  ///< with masks and replacements
    std::vector<ItemId> labels;  ///< original item where selected, else 0
};

/// `items` is a whole training list; the window is used unless the draw makes a last-position sample.
ClozeSample draw_cloze(const std::vector<ItemId>& items, std::pair<std::size_t, std::size_t> window,
                       ItemId item_count, const ClozeOptions& options, Rng& rng);

/// Packs samples; where none of them has a label, one position of each row is masked.
PackedBatch pack_cloze(std::vector<ClozeSample>& samples, ItemId item_count, std::size_t max_len, Rng& rng);

}  // namespace wb
