// Fetches the pictures that items have an address of. Only ever called when a person asked for it. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "dataset/pictures/downloaded_pictures.h"
#include "foundation/stop_token.h"

namespace wb {

struct PictureDownloadOptions {
    int parallel = 8;    ///< connections at once
    double rate = 10;    ///< requests a second, all hosts together; 0 = as fast as they come
    int dead_after = 5;  ///< failures of a host in a row, after which it is left alone
    std::uint64_t max_bytes = std::uint64_t{1} << 25;  ///< of one picture
    double connect_seconds = 10, silence_seconds = 15;
    int attempts = 2;
    double retry_seconds = 1, longest_wait_seconds = 30;
};

struct PictureDownloadReport {
    std::int64_t asked = 0;          ///< different addresses of items without a local picture, placeholders left out
    std::int64_t placeholders = 0;   ///< items whose address stands for "no picture"
    std::int64_t there = 0;          ///< downloaded earlier
    std::int64_t downloaded = 0;     ///< now
    std::int64_t failed_before = 0;  ///< given up for good earlier; not asked again
    std::int64_t failed_for_good = 0;  ///< now: not there, refused, no picture; not asked again
    std::int64_t failed_for_now = 0;   ///< now: no answer, an overloaded server; asked again next time
    std::int64_t left_out = 0;         ///< not asked, because their host was given up
    std::uint64_t bytes = 0;           ///< of what was downloaded now
    double seconds = 0;
    std::vector<std::pair<std::string, std::int64_t>> dead_hosts;  ///< host, addresses that were left out
    std::vector<std::string> examples;                             ///< at most five: "address: why"
    std::string to_json() const;
    /// What a person should know, in full sentences; empty when nothing was asked for.
    std::vector<std::string> sentences() const;
};

/// Downloads into `pictures`; take_downloaded_pictures then gives them to the items. What is there, and what failed
/// for good, is not asked for again, so a second start goes on where the first ended. `progress` is called in this
/// thread about ten times a second with the share of addresses that are settled. Throws Stopped (within a second) and
/// UserError (the folder cannot be written).
PictureDownloadReport download_pictures(const std::vector<Item>& items, DownloadedPictures& pictures,
                                        const PictureDownloadOptions& options = {}, const StopToken& stop = {},
                                        const std::function<void(double share)>& progress = {});

}  // namespace wb
