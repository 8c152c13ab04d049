// Three files that are the parts of one split, told by their names. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "dataset/source_probe.h"

namespace wb {

struct SplitGroup {
    const Probe *train = nullptr, *validation = nullptr, *test = nullptr;
};

/// `train.txt, val.txt, test.txt`, `Toys.train.csv.gz, Toys.valid.csv.gz, Toys.test.csv.gz` and the like, among the
/// probes that `eligible` accepts. The content of the three is alike, so the names have to say which is which. Throws
/// UserError when there are several such splits.
std::optional<SplitGroup> find_split_group(const std::vector<Probe>& probes,
                                           const std::function<bool(const Probe&)>& eligible);

}  // namespace wb
