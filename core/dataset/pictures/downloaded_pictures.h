// The folder of downloaded pictures, shared by all datasets of a workspace. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.h"

namespace wb {

/// Such an address stands for "no picture": Amazon's no-img-sm and the like.
bool is_placeholder_address(const std::string& url);
/// http://, https://, or // (which becomes https://) in front; empty = no address of the web.
std::string web_address(const std::string& text);

/// A picture lies under the SHA-256 of its address; failed.tsv lists the addresses that will not be asked again.
class DownloadedPictures {
  public:
    explicit DownloadedPictures(std::filesystem::path folder);
    std::filesystem::path file_of(const std::string& url) const;
    bool has(const std::string& url) const;
    /// Why the address was given up for good; empty = it was not.
    std::string failure(const std::string& url) const;
    /// Safe from several threads. Throws UserError when failed.tsv cannot be written.
    void give_up(const std::string& url, const std::string& why);
    const std::filesystem::path& folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::string> failed_;
};

/// Gives every item without a local picture the one that was downloaded for its address. Returns how many there are.
std::int64_t take_downloaded_pictures(std::vector<Item>& items, const DownloadedPictures& pictures);

}  // namespace wb
