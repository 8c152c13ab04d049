// Vectors for items, made from what an item has: the interface of all extractors, and their list. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"
#include "foundation/stop_token.h"

namespace wb {

inline constexpr std::string_view k_image_kind = "image", k_text_kind = "text";

/// One row per item. Row 0 (padding) is zero, and so is the row of an item that lacks the picture or the text.
struct ItemFeatures {
    std::string extractor;              ///< id of the extractor, or the name under which a file was imported
    std::string kind;                   ///< "image" or "text"
    std::int64_t rows = 0, dim = 0;     ///< rows = items + 1
    std::vector<float> values;          ///< [rows, dim], finite
    std::vector<std::uint8_t> present;  ///< [rows], 1 = made from the item's own picture or text; [0] is 0

    /// All rows zero and none present.
    static ItemFeatures empty(std::string extractor, std::string kind, std::int64_t rows, std::int64_t dim);
    std::span<float> row(std::int64_t item);
    std::span<const float> row(std::int64_t item) const;
    std::int64_t count_present() const;
};

/// Called from the calling thread only, with a share 0 .. 1.
using FeatureProgress = std::function<void(double share)>;

/// Makes vectors from items. Extractors have no state that changes: one object may serve several threads.
class FeatureExtractor {
  public:
    virtual ~FeatureExtractor() = default;
    /// As is_feature_name() says; names the file of the stored features.
    virtual std::string id() const = 0;
    /// Another text whenever the same input would give other numbers; stored features of another version are not
    /// used.
    virtual std::string version() const = 0;
    virtual std::string title() const = 0;
    /// "image" or "text": what an item must have to be `present`.
    virtual std::string kind() const = 0;
    /// Numbers per item.
    virtual std::int64_t dim() const = 0;
    /// SHA-256 over what the features depend on besides the item ids: the pictures or the texts. Quick beside
    /// extract().
    virtual std::string input_digest(const Dataset& dataset) const = 0;
    /// Features of all items; same dataset, same numbers, whatever the number of threads (0 = all processors).
    /// A picture that cannot be read is not `present`. Throws Stopped, and UserError where nothing can be extracted
    /// at all.
    virtual ItemFeatures extract(const Dataset& dataset, int threads, const StopToken& stop,
                                 const FeatureProgress& progress) const = 0;
};

/// The extractors that a program knows. Libraries above this one add theirs to a list of their own.
class FeatureExtractors {
  public:
    /// std::logic_error on a repeated or unusable id.
    void add(std::shared_ptr<const FeatureExtractor> extractor);
    const std::vector<std::shared_ptr<const FeatureExtractor>>& all() const { return all_; }
    /// nullptr when unknown.
    const FeatureExtractor* find(std::string_view id) const;
    /// Throws UserError that names those there are.
    const FeatureExtractor& get(std::string_view id) const;

  private:
    std::vector<std::shared_ptr<const FeatureExtractor>> all_;
};

/// opencv-histogram and tfidf-svd: those that need no model.
void register_plain_extractors(FeatureExtractors& extractors);
const FeatureExtractors& plain_extractors();

/// 1 to 64 lower-case letters, digits, dashes and underscores, a letter or digit first: usable as the name of a
/// features file.
bool is_feature_name(std::string_view name);

}  // namespace wb
