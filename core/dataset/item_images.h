// Pictures of items in local folders. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

/// How many items have a picture, by what led to it, and what was in the way.
struct ImageSearch {
    std::int64_t by_table = 0;  ///< the item table named the file
    std::int64_t by_list = 0;   ///< a list such as posters.csv did
    std::int64_t by_id = 0;     ///< the file is named by the raw id
    std::int64_t named_but_missing =
        0;                           ///< the item table names a file that is not there, and nothing else was found
    std::int64_t not_files = 0;      ///< there is only a folder or a broken link of that name
    std::vector<std::string> lists;  ///< names of the lists that were used
    std::vector<std::string> first_missing;  ///< at most three: "12: images/12.jpg"
};

/// Sets `image` of every item to the absolute path of its picture: what the item table named, where that file is
/// there, else what a list beside the pictures says (pictures/picture_list.h), else
/// "<raw id>.jpg|jpeg|png|webp|gif|bmp" in the first folder that has it. Others become empty. Folders named images
/// and posters inside the given ones are searched too.
ImageSearch find_item_images(std::vector<Item>& items, const std::vector<std::filesystem::path>& folders);

}  // namespace wb
