// Decodes all pictures of a dataset into pictures.bin. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "dataset/dataset.h"
#include "dataset/pictures/fit_picture.h"
#include "dataset/pictures/picture_cache.h"
#include "foundation/stop_token.h"

namespace wb {

struct PictureBuildOptions {
    PictureLimits limits = {};
    int threads = 0;                                       ///< 0 = one for each core
    std::uint64_t decode_memory = std::uint64_t{1} << 29;  ///< bytes in flight; one picture may exceed it alone
};

/// Called now and then, in the thread of the caller, with a share 0 .. 1.
using PictureProgress = std::function<void(double share)>;

/// Makes `folder`/pictures.bin of Item::image; relative files lie in `folder`. Pictures whose file has the name, size
/// and time of change that it had when an earlier pictures.bin was made are taken from there, and when that leaves
/// nothing to do, the file stays as it is. A picture that cannot be used is counted, never an error.
/// Throws UserError (pictures.bin cannot be written) and Stopped; then what was there stays.
PictureReport build_picture_cache(const Dataset& dataset, const std::filesystem::path& folder,
                                  const PictureBuildOptions& options = {}, const StopToken& stop = {},
                                  const PictureProgress& progress = {});

/// Whether `folder`/pictures.bin exists and was made of exactly the files that the items name.
bool picture_cache_fits(const Dataset& dataset, const std::filesystem::path& folder);

}  // namespace wb
