// Pictures of items in local folders. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/item_images.h"

#include <array>
#include <string_view>
#include <unordered_map>

#include "dataset/text_lines.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> k_extensions = {".jpg", ".jpeg", ".png", ".webp"};

/// Rank of the extension, smaller is preferred; 4 = no picture.
std::size_t extension_rank(const fs::path& path) {
    const auto extension = lower_ascii(path.extension().string());
    std::size_t rank = 0;
    while (rank < k_extensions.size() && k_extensions[rank] != extension) ++rank;
    return rank;
}

bool leaves_the_folder(const fs::path& path) {
    for (const auto& part : path)
        if (part == "..") return true;
    return false;
}

}  // namespace

void find_item_images(std::vector<Item>& items, const std::vector<fs::path>& folders) {
    std::unordered_map<std::string, fs::path> by_id;
    for (const auto& folder : folders) {
        std::unordered_map<std::string, fs::path> here;
        std::error_code error;
        for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
            const auto rank = extension_rank(it->path());
            if (rank == k_extensions.size()) continue;
            auto& place = here[it->path().stem().string()];
            if (place.empty() || rank < extension_rank(place)) place = it->path();
        }
        by_id.merge(here);  // an earlier folder wins
    }
    std::error_code error;
    for (Item& item : items) {
        fs::path found;
        if (const fs::path named = item.image; !named.empty() && !leaves_the_folder(named)) {
            if (named.is_absolute() && fs::is_regular_file(named, error)) found = named;
            for (const auto& folder : folders)
                if (found.empty() && !named.is_absolute() && fs::is_regular_file(folder / named, error))
                    found = folder / named;
        }
        if (found.empty())
            if (const auto picture = by_id.find(item.raw_id); picture != by_id.end()) found = picture->second;
        item.image = found.empty() ? std::string() : fs::absolute(found).lexically_normal().string();
    }
}

}  // namespace wb
