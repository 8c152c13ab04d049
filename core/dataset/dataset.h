// A prepared dataset: items, sequences and their split. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "dataset/ids.h"
#include "dataset/true_items.h"

namespace wb {

struct Item {
    std::string raw_id;
    std::string title;
    std::string text;         ///< what a method reads about the item; may be empty
    std::string description;  ///< as the source has it, without mark-up; may be empty
    std::string brand;        ///< maker, shop or author; may be empty
    std::string categories;   ///< divided by ", ", from wide to narrow; may be empty
    std::string caption;      ///< what the picture shows; may be empty
    std::string summary;      ///< semantic summary; may be empty
    std::string image;        ///< file, relative to the prepared folder, or absolute; empty = no picture
    std::string image_url;    ///< where the source says that a picture is; empty = nowhere
};

enum class TieRule { file_order, item_id, random };

/// `leave_one_out`: the last interaction of a user is for test, the last but one for validation. `random`: a fifth of
/// a user's interactions, wherever they stand, half of them for validation, as the MMRec toolbox splits.
enum class SplitRule { leave_one_out, random };

struct FilterSettings {
    double min_rating = 0;  ///< keep rating >= min_rating; 0 keeps all
    int min_uc = 5;         ///< interactions per user
    int min_sc = 5;         ///< interactions per item
    TieRule tie_rule = TieRule::file_order;
    std::uint64_t tie_seed = 42;  ///< of TieRule::random
    bool single_pass = false;     ///< items once, then users once, as LRURec does; else until all bounds hold
    SplitRule split = SplitRule::leave_one_out;
    std::uint64_t split_seed = 42;  ///< of SplitRule::random
    bool operator==(const FilterSettings&) const = default;
};

/// Everything a run needs from the data. Index 0 of every per-user and per-item list is unused.
struct Dataset {
    std::string name;  ///< "ml-100k", "ml-latest-small", "sample", ...
    FilterSettings filter;
    bool ready_split = false;                ///< imported as train/val/test, not split here
    std::vector<Item> items;                 ///< [items + 1]
    std::vector<std::string> user_raw_ids;   ///< [users + 1]
    std::vector<std::vector<ItemId>> train;  ///< [users + 1], in time order
    TrueItems validation, test;              ///< [users + 1]
    std::int64_t interactions = 0;
    std::string text_rule;         ///< how Item::text was composed (item_text.h); empty = not known
    std::string caption_source;    ///< file or generator that Item::caption is from; empty = none or not known
    std::string summary_source;    ///< the same for Item::summary
    std::string fingerprint;       ///< SHA-256 over ids, order and split
    std::filesystem::path folder;  ///< where it was read from; empty when made in memory

    ItemId item_count() const { return static_cast<ItemId>(items.size()) - 1; }
    UserId user_count() const { return static_cast<UserId>(train.size()) - 1; }
    /// Validation and test items are one or none of each user, and the last of the sequence as far as is known: what
    /// a method needs that reads sequences, or lists with one true item in them.
    bool leave_one_out() const;
    /// What a model may see: train for validation, train + validation items for test.
    std::vector<ItemId> history(UserId user, bool for_test) const;
};

/// SHA-256 over raw ids, order and split: equal exactly when runs on two datasets may be compared.
std::string dataset_fingerprint(const Dataset& dataset);

/// Counts of training interactions per item, [items + 1].
std::vector<std::int64_t> train_popularity(const Dataset& dataset);

}  // namespace wb
