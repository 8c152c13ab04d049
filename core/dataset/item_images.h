// Pictures of items in local folders. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

/// Sets `image` of every item to the absolute path of its picture: what the item table named, where that file is
/// there, else "<raw id>.jpg|jpeg|png|webp" in the first folder that has it. Others become empty.
void find_item_images(std::vector<Item>& items, const std::vector<std::filesystem::path>& folders);

}  // namespace wb
