// Features of a prepared dataset on disk: <prepared folder>/features/<name>.safetensors. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/features/feature_extractor.h"

namespace wb {

/// What the header of one file says.
struct FeatureFile {
    std::string name;                         ///< id of the extractor, or the name given at the import
    std::string kind;                         ///< "image" or "text"
    std::string version;                      ///< of the extractor; empty for imported features
    std::string source;                       ///< file name of imported features; empty for extracted ones
    std::int64_t dim = 0, items_present = 0;  ///< numbers per item; items that have the picture or the text
    bool usable = false;                      ///< made for these items and sequences, and not damaged
    std::string problem;                      ///< a full sentence where it is not usable
    std::filesystem::path path;
};

std::filesystem::path features_path(const std::filesystem::path& prepared_folder, const std::string& name);

/// All files in <prepared folder>/features, by name; reads headers alone. `fingerprint`: the dataset's.
std::vector<FeatureFile> list_features(const std::filesystem::path& prepared_folder, const std::string& fingerprint);

struct StoredFeatures {
    ItemFeatures features;
    bool reused = false;         ///< read from the file
    std::string notice;          ///< why an older file was not used; empty when there was none
    std::filesystem::path path;  ///< empty for a dataset without a folder, which stores nothing
};

/// Reads the features of this extractor where dataset, extractor, version and input are those of the file, else
/// extracts and stores them. Throws Stopped, and UserError when the file cannot be written.
StoredFeatures stored_features(const Dataset& dataset, const FeatureExtractor& extractor, int threads = 0,
                               const StopToken& stop = {}, const FeatureProgress& progress = {});

/// Features that are stored, extracted or imported, whoever made them. Throws UserError when there are none of this
/// name, or they belong to other items or sequences, or the file is damaged.
ItemFeatures load_features(const Dataset& dataset, const std::string& name);

/// Stores features under their `extractor` name. `facts` are added to the metadata of the file.
void store_features(const Dataset& dataset, const ItemFeatures& features,
                    const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace wb
