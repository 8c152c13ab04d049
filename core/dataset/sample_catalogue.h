// The built-in sample: a generated catalogue with pictures, texts and learnable tastes. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "dataset/importer.h"

namespace wb {

/// A few hundred users and items from a seed, in a second or two. Writes pictures into `folder`/images and returns
/// the dataset (filter applied as for imported data). Same seed: same bytes.
ImportResult make_sample_catalogue(const std::filesystem::path& folder, const FilterSettings& filter = {},
                                   std::uint64_t seed = 2024, const StopToken& stop = {});

}  // namespace wb
