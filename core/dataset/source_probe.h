// What one raw file looks like, by its first lines. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace wb {

enum class ProbeKind {
    other,
    unreadable,
    empty,
    binary,
    pickle,
    numpy,
    ratings_1998,
    items_1998,
    ratings_1m,
    items_1m,
    ratings_latest,
    items_latest,
    table,         ///< a header that names user and item
    items_table,   ///< a header that names an item's id and a text
    headerless,    ///< columns, and no header that says what they are
    sequences,     ///< `user item item ...`
    pairs,         ///< `user item`
    reviews,       ///< records with user and item
    records,       ///< records with an item
    id_maps,       ///< datamaps.json of P5
    attributes,    ///< item2attributes.json of S3-Rec
    explanations,  ///< one JSON document with explanations by part of a split
};

struct Probe {
    std::filesystem::path path;
    std::uintmax_t size = 0;
    ProbeKind kind = ProbeKind::other;
    std::vector<std::string> lines;   ///< the first lines that are not empty, at most 1000
    std::vector<std::string> header;  ///< fields of the first line, of files with columns
    std::string delimiter;            ///< of files with columns
    bool explains = false;            ///< of reviews: the first record has an explanation
};

/// Reads at most the first 64 KiB (after unpacking). Never throws for what is in the file. A file that the user named
/// may hold ids of any form where one found in a folder must look like data.
Probe probe_file(const std::filesystem::path& path, bool named_by_the_user);

/// Every user of a list of sequences has the same number of items, and more than a few: sampled negatives, not
/// histories.
bool looks_like_negatives(const Probe& probe);

/// A header in RecBole's form: every column is `name:token`, `name:float`, `name:token_seq` or `name:float_seq`.
bool typed_header(const std::vector<std::string>& header);

}  // namespace wb
