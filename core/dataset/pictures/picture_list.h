// Tables that say which file is the picture of which item (posters.csv). Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace wb {

/// Whether a path that somebody wrote into a table may lead out of the folder that it is relative to.
bool leaves_the_folder(const std::filesystem::path& path);

struct PictureLists {
    std::unordered_map<std::string, std::filesystem::path> files;  ///< raw item id -> a file that is there
    std::vector<std::filesystem::path> lists;                      ///< the tables that were read
};

/// All tables (.csv, .tsv) in the folder whose header has a column with the item's id (item_id, movieId, asin, ...)
/// and one with a file (file, image, image_path). Files are looked up in the folder and in its images and posters. A
/// table that cannot be read is left out: it may be something else.
PictureLists read_picture_lists(const std::filesystem::path& folder);

}  // namespace wb
