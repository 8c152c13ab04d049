// Pictures of items in local folders. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/item_images.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "dataset/pictures/downloaded_pictures.h"
#include "dataset/pictures/picture_list.h"
#include "dataset/text_lines.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> k_extensions = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"};

/// Rank of the extension, smaller is preferred; the number of extensions = no picture.
std::size_t extension_rank(const fs::path& path) {
    const auto extension = lower_ascii(path.extension().string());
    std::size_t rank = 0;
    while (rank < k_extensions.size() && k_extensions[rank] != extension) ++rank;
    return rank;
}

/// The folders with those of pictures inside them, each once.
std::vector<fs::path> with_inner_folders(const std::vector<fs::path>& folders) {
    std::vector<fs::path> all;
    std::unordered_set<std::string> seen;
    std::error_code error;
    for (const auto& folder : folders)
        for (const char* inner : {"", "images", "posters"}) {
            const auto path = *inner ? folder / inner : folder;
            const auto real = fs::canonical(path, error);
            if (!error && fs::is_directory(real, error) && seen.insert(real.string()).second) all.push_back(path);
        }
    return all;
}

struct Found {
    std::unordered_map<std::string, fs::path> by_list, by_id;
    std::unordered_set<std::string> not_files;  ///< stems of folders and broken links
};

/// What earlier folders gave stays.
void look_into(const fs::path& folder, Found& found, ImageSearch& search) {
    std::unordered_map<std::string, fs::path> here;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const auto rank = extension_rank(it->path());
        if (rank == k_extensions.size()) continue;
        std::error_code failed;
        if (!it->is_regular_file(failed)) {
            found.not_files.insert(it->path().stem().string());
            continue;
        }
        auto& place = here[it->path().stem().string()];
        // Of 5.jpg and 5.JPG the one that sorts first, whatever order the folder gives.
        if (place.empty() || std::pair(rank, it->path()) < std::pair(extension_rank(place), place))
            place = it->path();
    }
    found.by_id.merge(here);
    auto lists = read_picture_lists(folder);
    found.by_list.merge(lists.files);
    for (const auto& list : lists.lists) search.lists.push_back(list.filename().string());
}

/// The file that the item table named; empty = it is not there.
fs::path named_file(const fs::path& named, const std::vector<fs::path>& folders) {
    std::error_code error;
    if (named.empty() || leaves_the_folder(named)) return {};
    if (named.is_absolute()) return fs::is_regular_file(named, error) ? named : fs::path();
    for (const auto& folder : folders)
        if (fs::is_regular_file(folder / named, error)) return folder / named;
    return {};
}

}  // namespace

ImageSearch find_item_images(std::vector<Item>& items, const std::vector<fs::path>& given) {
    ImageSearch search;
    Found found;
    const auto folders = with_inner_folders(given);
    for (const auto& folder : folders) look_into(folder, found, search);
    for (Item& item : items) {
        if (const auto url = web_address(item.image); !url.empty()) {  // a column "image" may hold addresses
            if (item.image_url.empty()) item.image_url = url;
            item.image.clear();
        }
        const std::string named = item.image;
        fs::path file = named_file(named, folders);
        if (!file.empty()) {
            ++search.by_table;
        } else if (const auto listed = found.by_list.find(item.raw_id); listed != found.by_list.end()) {
            file = listed->second;
            ++search.by_list;
        } else if (const auto picture = found.by_id.find(item.raw_id); picture != found.by_id.end()) {
            file = picture->second;
            ++search.by_id;
        } else if (!named.empty()) {
            ++search.named_but_missing;
            if (search.first_missing.size() < 3) search.first_missing.push_back(item.raw_id + ": " + excerpt(named));
        } else if (!item.raw_id.empty() && found.not_files.contains(item.raw_id)) {
            ++search.not_files;
        }
        item.image = file.empty() ? std::string() : fs::absolute(file).lexically_normal().string();
    }
    return search;
}

}  // namespace wb
