// A dataset of training sequences alone, for tests. SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "dataset/dataset.h"

namespace made {

/// Users 1, 2, ... with these training items, and items 1 .. `items` without any words.
inline wb::Dataset dataset_of(std::vector<std::vector<wb::ItemId>> sequences, wb::ItemId items) {
    wb::Dataset data;
    data.items.resize(static_cast<std::size_t>(items) + 1);
    data.train.push_back({});
    for (auto& sequence : sequences) data.train.push_back(std::move(sequence));
    data.validation.assign(data.train.size());
    data.test.assign(data.train.size());
    return data;
}

}  // namespace made
