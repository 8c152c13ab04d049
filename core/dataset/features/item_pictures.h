// The pictures of a dataset's items as pixels, for the extractors. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core/mat.hpp>
#include <string>

#include "dataset/dataset.h"

namespace wb {

class ItemPictures {
  public:
    explicit ItemPictures(const Dataset& dataset) : dataset_(dataset) {}
    /// BGR, 8 bit, fitted inside 224 x 224; empty when the item has no picture or it cannot be read. Safe from
    /// several threads.
    cv::Mat decoded(ItemId item) const;
    /// SHA-256 over place, size and time of change of every picture: quick, and another one when a picture was
    /// replaced.
    std::string digest() const;

  private:
    std::filesystem::path path_of(ItemId item) const;  ///< empty = no picture
    const Dataset& dataset_;
};

}  // namespace wb
