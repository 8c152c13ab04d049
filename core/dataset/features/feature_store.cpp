// Features of a prepared dataset on disk. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/feature_store.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "dataset/text_lines.h"
#include "foundation/error.h"
#include "foundation/safetensors.h"

namespace wb {

namespace {

constexpr const char* values_name = "features";
constexpr const char* present_name = "present";
constexpr const char* fingerprint_key = "dataset_fingerprint";
constexpr const char* name_key = "name";
constexpr const char* kind_key = "kind";
constexpr const char* version_key = "version";
constexpr const char* input_key = "input_digest";
constexpr const char* items_key = "items_present";
constexpr const char* source_key = "source";
constexpr const char* extension = ".safetensors";

std::string fact(const SafetensorsFile& file, const char* key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string() : found->second;
}

/// A sentence when the file cannot hold features of `items` items; empty when all is well.
std::string shape_problem(const SafetensorsFile& file) {
    for (const char* name : {values_name, present_name})
        if (!file.contains(name)) return std::string("It has no tensor \"") + name + "\".";
    const TensorInfo &values = file.info(values_name), &present = file.info(present_name);
    if (values.dtype != DType::f32 || values.shape.size() != 2 || present.dtype != DType::u8 ||
        present.shape.size() != 1 || values.shape[0] != present.shape[0] || values.shape[0] < 1 ||
        values.shape[1] < 1)
        return "Its tensors do not have the types and shapes of features.";
    if (fact(file, kind_key) != k_image_kind && fact(file, kind_key) != k_text_kind)
        return "It does not say whether its features are of pictures or of texts.";
    return {};
}

std::string fingerprint_problem(const SafetensorsFile& file, const std::string& fingerprint) {
    if (fact(file, fingerprint_key) == fingerprint) return {};
    return "It belongs to other items or sequences than those of this dataset.";
}

/// Reads and checks every number. Throws UserError.
ItemFeatures features_in(const SafetensorsFile& file, const Dataset& dataset, const std::filesystem::path& path) {
    std::string problem = shape_problem(file);
    if (problem.empty()) problem = fingerprint_problem(file, dataset.fingerprint);
    ItemFeatures features;
    if (problem.empty()) {
        features.extractor = path.stem().string();
        features.kind = fact(file, kind_key);
        features.rows = file.info(values_name).shape[0];
        features.dim = file.info(values_name).shape[1];
        if (features.rows != dataset.item_count() + 1) problem = "It has another number of items than the dataset.";
    }
    if (problem.empty()) {
        features.values = file.floats(values_name);
        for (const std::int64_t flag : file.integers(present_name)) {
            if (flag != 0 && flag != 1) problem = "It does not say clearly which items have features.";
            features.present.push_back(flag == 1);
        }
        if (!std::all_of(features.values.begin(), features.values.end(), [](float v) { return std::isfinite(v); }))
            problem = "It holds numbers that are not finite.";
    }
    for (std::int64_t item = 0; problem.empty() && item < features.rows; ++item) {
        const auto row = features.row(item);
        const bool absent = item == 0 || !features.present[static_cast<std::size_t>(item)];
        if (absent && std::any_of(row.begin(), row.end(), [](float v) { return v != 0; }))
            problem = "It holds numbers for items that have none.";
    }
    if (!problem.empty())
        throw UserError(
            "The features in \"" + path.string() + "\" cannot be used.", problem,
            "Make them again with rerank features --dataset-code " + dataset.name + ", or import them again.");
    return features;
}

std::string changed(const SafetensorsFile& file, const FeatureExtractor& extractor, const std::string& digest) {
    if (fact(file, name_key) != extractor.id() || fact(file, version_key) != extractor.version())
        return "The stored features were made by another version of the program.";
    if (fact(file, input_key) == digest) return {};
    return extractor.kind() == k_image_kind ? "The pictures have changed since the features were stored."
                                            : "The texts have changed since the features were stored.";
}

}  // namespace

std::filesystem::path features_path(const std::filesystem::path& prepared_folder, const std::string& name) {
    if (!is_feature_name(name)) throw std::logic_error("\"" + name + "\" cannot name features");
    return prepared_folder / "features" / (name + extension);
}

std::vector<FeatureFile> list_features(const std::filesystem::path& prepared_folder, const std::string& fingerprint) {
    std::vector<FeatureFile> list;
    std::error_code error;
    for (std::filesystem::directory_iterator it(prepared_folder / "features", error), end; !error && it != end;
         it.increment(error)) {
        FeatureFile one;
        one.path = it->path();
        one.name = one.path.stem().string();
        if (one.path.extension() != extension || !is_feature_name(one.name)) continue;
        try {
            const auto file = SafetensorsFile::read_header(one.path);
            one.problem = shape_problem(file);
            if (one.problem.empty()) {
                one.problem = fingerprint_problem(file, fingerprint);
                one.dim = file.info(values_name).shape[1];
                one.kind = fact(file, kind_key);
                one.version = fact(file, version_key);
                one.source = fact(file, source_key);
                one.items_present = parse_integer(fact(file, items_key)).value_or(0);
            }
        } catch (const UserError& problem) {
            one.problem = problem.why();
        }
        one.usable = one.problem.empty();
        list.push_back(std::move(one));
    }
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return list;
}

void store_features(const Dataset& dataset, const ItemFeatures& features,
                    const std::vector<std::pair<std::string, std::string>>& facts) {
    SafetensorsWriter writer;
    writer.add_floats(values_name, {features.rows, features.dim}, features.values);
    writer.add(present_name, DType::u8, {features.rows}, std::as_bytes(std::span(features.present)));
    writer.set_metadata(fingerprint_key, dataset.fingerprint);
    writer.set_metadata(name_key, features.extractor);
    writer.set_metadata(kind_key, features.kind);
    writer.set_metadata(items_key, std::to_string(features.count_present()));
    for (const auto& [key, value] : facts) writer.set_metadata(key, is_utf8(value) ? value : latin1_to_utf8(value));
    writer.write(features_path(dataset.folder, features.extractor));
}

StoredFeatures stored_features(const Dataset& dataset, const FeatureExtractor& extractor, int threads,
                               const StopToken& stop, const FeatureProgress& progress) {
    StoredFeatures stored;
    const bool keep = !dataset.folder.empty();
    const std::string digest = keep ? extractor.input_digest(dataset) : std::string();
    if (keep) {
        stored.path = features_path(dataset.folder, extractor.id());
        std::error_code ignored;
        if (std::filesystem::exists(stored.path, ignored)) {
            try {
                stored.notice = changed(SafetensorsFile::read_header(stored.path), extractor, digest);
                if (stored.notice.empty()) {
                    stored.features = features_in(SafetensorsFile::read(stored.path), dataset, stored.path);
                    stored.reused = true;
                    if (progress) progress(1);
                    return stored;
                }
            } catch (const UserError& problem) {
                stored.notice = "The stored features cannot be used: " + problem.why();
            }
        }
    }
    stored.features = extractor.extract(dataset, threads, stop, progress);
    if (keep)
        store_features(dataset, stored.features,
                       {{version_key, extractor.version()}, {input_key, digest}, {"title", extractor.title()}});
    return stored;
}

ItemFeatures load_features(const Dataset& dataset, const std::string& name) {
    const std::string fix = "Make them with rerank features --dataset-code " + dataset.name +
                            ", or import a file: rerank features --dataset-code " + dataset.name +
                            " --import FILE --kind image|text --name NAME.";
    if (!is_feature_name(name))
        throw UserError("\"" + name + "\" cannot name features.",
                        "Names have small letters, digits, dashes and underscores.", fix);
    const auto path = features_path(dataset.folder, name);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        std::string there;
        for (const auto& file : list_features(dataset.folder, dataset.fingerprint))
            if (file.usable) there += (there.empty() ? "" : ", ") + file.name;
        throw UserError("The dataset \"" + dataset.name + "\" has no features \"" + name + "\".",
                        there.empty() ? "None are stored." : "Stored are: " + there + ".", fix);
    }
    return features_in(SafetensorsFile::read(path), dataset, path);
}

}  // namespace wb
