// What the plots of a dataset show. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset_facts.h"
#include "plot/figure_plot.h"

namespace figures {

Figure historyLengths(const DatasetFacts& facts);
Figure popularity(const DatasetFacts& facts);
/// Interactions of an item against its rank, at most some 300 points in even steps of the logarithm.
Figure ranks(const DatasetFacts& facts);
Figure timeline(const DatasetFacts& facts);
Figure coverage(const DatasetFacts& facts);

}  // namespace figures
