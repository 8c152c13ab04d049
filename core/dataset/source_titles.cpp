// How a recognised source is named to a person. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "dataset/recognise.h"

namespace wb {

std::string format_title(const Source& source) {
    const auto file = source.interactions.filename().string();
    switch (source.format) {
        case SourceFormat::movielens_1998:
            return "MovieLens 1998 (" + file + ")";
        case SourceFormat::movielens_1m:
            return "MovieLens 1M (" + file + ")";
        case SourceFormat::movielens_latest:
            return "MovieLens latest (" + file + ")";
        case SourceFormat::table:
            return "Table (" + file + ")";
        case SourceFormat::labelled_table:
            return "Table with a split (" + file + ")";
        case SourceFormat::recbole:
            return "RecBole (" + file + ")";
        case SourceFormat::mmrec:
            return "MMRec (" + file + ")";
        case SourceFormat::reviews:
            return "Reviews, one JSON record a line (" + file + ")";
        case SourceFormat::sequences:
            return "Sequences, one user a line (" + file + ")";
        case SourceFormat::pairs:
            return "Sequences, one interaction a line (" + file + ")";
        case SourceFormat::p5:
            return "P5 or VIP5 (" + file + ", " + source.id_maps.filename().string() + ")";
        case SourceFormat::ready_split:
            return "Ready split (train, validation, test)";
        case SourceFormat::split_tables:
            return "Ready split in tables (" + file + " and its validation and test files)";
    }
    throw std::logic_error("format without a title");
}

std::vector<std::pair<std::filesystem::path, std::string>> source_files(const Source& source) {
    std::vector<std::pair<std::filesystem::path, std::string>> files;
    const auto add = [&](const std::filesystem::path& path, const char* role) {
        if (!path.empty()) files.emplace_back(path, role);
    };
    const bool parts = !source.validation.empty();
    add(source.interactions, parts ? "training part" : "interactions");
    add(source.validation, "validation part");
    add(source.test, "test part");
    add(source.items, "items");
    add(source.users, "users");
    add(source.id_maps, "ids behind the numbers");
    add(source.attributes, "attributes of items");
    if (source.explanations) add(source.explanations->file, "explanations");
    for (const auto& features : source.feature_files)
        add(features.path, features.kind == "image" ? "image features" : "text features");
    return files;
}

}  // namespace wb
