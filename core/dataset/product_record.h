// What a product record of any Amazon generation says about an item. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "dataset/dataset.h"

namespace wb {

/// Names of 2014, 2018 (both revisions) and 2023; captions and summaries under their own names. Texts come without
/// HTML. Where the title is residue of a web page (`<span ...`, a script) it is left out and `residue` is set.
///   brand: brand, store (2023)                categories: categories, category; else main_category, main_cat
///   image_url: imUrl (2014), imageURLHighRes, imageURL (2018), image (2018, earlier), images (2023: the main one,
///   large); the placeholder for "no picture" is none.
Item item_of_record(const nlohmann::json& record, bool& residue);

}  // namespace wb
