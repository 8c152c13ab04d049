// Item features from texts without any model: TF-IDF, brought to few dimensions. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dataset/features/feature_extractor.h"
#include "dataset/features/truncated_svd.h"

namespace wb {

/// What is read of an item: its text, with the title before it unless the text begins with that; captions and
/// summaries, which models write, are not read.
std::string feature_text(const Item& item);

/// One row per text, of length 1 or (no word in it) empty; 2^18 columns, to which words are hashed with a sign. A
/// word that stands n times counts 1 + ln n, times ln((1 + texts) / (1 + texts with it)) + 1.
SparseMatrix hashed_tfidf(const std::vector<std::string>& texts, int threads, const StopToken& stop);

/// Latent semantic analysis: `dim` numbers of length 1 per text, the coordinates of its row on the strongest singular
/// vectors, strongest first. A set with fewer independent texts than `dim` leaves the last columns zero.
class TfidfSvd : public FeatureExtractor {
  public:
    explicit TfidfSvd(std::int64_t dim = 128) : dim_(dim) {}
    std::string id() const override { return dim_ == 128 ? "tfidf-svd" : "tfidf-svd-" + std::to_string(dim_); }
    std::string version() const override { return "1"; }
    std::string title() const override;
    std::string kind() const override { return std::string(k_text_kind); }
    std::int64_t dim() const override { return dim_; }
    std::string input_digest(const Dataset& dataset) const override;
    ItemFeatures extract(const Dataset& dataset, int threads, const StopToken& stop,
                         const FeatureProgress& progress) const override;

  private:
    std::int64_t dim_;
};

}  // namespace wb
