// The folder of downloaded pictures, shared by all datasets of a workspace. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/downloaded_pictures.h"

#include <algorithm>
#include <fstream>

#include "dataset/text_lines.h"
#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; }, ' ');
    return text;
}

}  // namespace

bool is_placeholder_address(const std::string& url) {
    const auto lower = lower_ascii(url);
    for (const char* mark : {"no-img-sm", "/no-img", "no_image", "noimage", "no-image"})
        if (lower.find(mark) != std::string::npos) return true;
    return false;
}

std::string web_address(const std::string& text) {
    const auto lower = lower_ascii(text.substr(0, 8));
    if (lower.starts_with("http://") || lower == "https://") return text;
    return text.starts_with("//") && text.size() > 2 ? "https:" + text : std::string();
}

DownloadedPictures::DownloadedPictures(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::ifstream list(folder_ / "failed.tsv");
    for (std::string line; std::getline(list, line);)
        if (const auto tab = line.find('\t'); tab != std::string::npos)
            failed_[line.substr(0, tab)] = line.substr(tab + 1);
}

std::filesystem::path DownloadedPictures::file_of(const std::string& url) const {
    const auto digest = sha256_hex(url);
    return folder_ / digest.substr(0, 2) / digest;  // so that no folder holds 100,000 files
}

bool DownloadedPictures::has(const std::string& url) const {
    std::error_code error;
    return std::filesystem::is_regular_file(file_of(url), error);
}

std::string DownloadedPictures::failure(const std::string& url) const {
    const std::lock_guard lock(mutex_);
    const auto found = failed_.find(one_line(url));
    return found == failed_.end() ? std::string() : found->second;
}

void DownloadedPictures::give_up(const std::string& url, const std::string& why) {
    const std::lock_guard lock(mutex_);
    const auto key = one_line(url), reason = one_line(why);
    failed_[key] = reason;
    const auto path = folder_ / "failed.tsv";
    std::error_code ignored;
    std::filesystem::create_directories(folder_, ignored);
    std::ofstream list(path, std::ios::app);
    list << key << '\t' << reason << '\n' << std::flush;
    if (!list)
        throw UserError("The file \"" + path.string() + "\" cannot be written.",
                        "It lists the pictures that are not asked for again.",
                        "Check who may write there and the free space; the download then goes on.");
}

std::int64_t take_downloaded_pictures(std::vector<Item>& items, const DownloadedPictures& pictures) {
    std::error_code error;
    if (!std::filesystem::is_directory(pictures.folder(), error)) return 0;
    std::int64_t count = 0;
    for (Item& item : items) {
        const auto url = web_address(item.image_url);
        if (!item.image.empty() || url.empty() || is_placeholder_address(url) || !pictures.has(url)) continue;
        item.image = std::filesystem::absolute(pictures.file_of(url)).lexically_normal().string();
        ++count;
    }
    return count;
}

}  // namespace wb
