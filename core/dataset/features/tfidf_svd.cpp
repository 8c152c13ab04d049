// Item features from texts without any model: TF-IDF, brought to few dimensions. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/tfidf_svd.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "dataset/features/words.h"
#include "foundation/files.h"
#include "foundation/parallel.h"
#include "foundation/translation.h"

namespace wb {

namespace {

constexpr std::int64_t hash_columns = std::int64_t{1} << 18;
constexpr double shortest_projection = 1e-6;

/// FNV-1a over 64 bits, finished with the mix of MurmurHash3, since FNV's high bits are weak for short words.
std::uint64_t hash_of(const std::string& word) {
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdu;
    hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53u;
    return hash ^ (hash >> 33);
}

using Row = std::map<std::int32_t, double>;  ///< column -> weight, columns rising

Row counted_row(const std::string& text) {
    std::map<std::string, int> counts;
    for (auto& word : words_of(text)) ++counts[std::move(word)];
    Row row;
    for (const auto& [word, count] : counts) {
        const std::uint64_t hash = hash_of(word);
        const auto column = static_cast<std::int32_t>(hash & static_cast<std::uint64_t>(hash_columns - 1));
        row[column] += (hash >> 63 ? -1.0 : 1.0) * (1.0 + std::log(count));
    }
    std::erase_if(row, [](const auto& entry) { return entry.second == 0; });  // two words that cancel out
    return row;
}

/// The columns that are used, numbered anew: the others would only cost memory.
SparseMatrix without_empty_columns(const SparseMatrix& matrix) {
    std::vector<std::int32_t> number(static_cast<std::size_t>(matrix.columns), -1);
    for (const std::int32_t column : matrix.column) number[static_cast<std::size_t>(column)] = 0;
    SparseMatrix out = matrix;
    out.columns = 0;
    for (std::int32_t& place : number)
        if (place == 0) place = static_cast<std::int32_t>(out.columns++);
    for (std::int32_t& column : out.column) column = number[static_cast<std::size_t>(column)];
    return out;
}

void scale_to_length_1(std::span<float> row) {
    double length = 0;
    for (const float value : row) length += double{value} * value;
    length = std::sqrt(length);
    for (float& value : row) value = length < shortest_projection ? 0.0f : static_cast<float>(value / length);
}

std::vector<std::string> texts_of(const Dataset& dataset) {
    std::vector<std::string> texts;
    for (std::size_t i = 1; i < dataset.items.size(); ++i) texts.push_back(feature_text(dataset.items[i]));
    return texts;
}

}  // namespace

std::string feature_text(const Item& item) {
    if (item.text.empty()) return item.title;
    if (item.title.empty() || item.text.starts_with(item.title)) return item.text;
    return item.title + "\n" + item.text;
}

SparseMatrix hashed_tfidf(const std::vector<std::string>& texts, int threads, const StopToken& stop) {
    std::vector<Row> rows(texts.size());
    constexpr std::size_t per_block = 64;
    parallel_blocks((texts.size() + per_block - 1) / per_block, threads, [&](std::size_t block) {
        stop.check();
        for (std::size_t i = block * per_block; i < std::min((block + 1) * per_block, texts.size()); ++i)
            rows[i] = counted_row(texts[i]);
    });
    std::vector<std::int64_t> texts_with(static_cast<std::size_t>(hash_columns), 0);
    std::int64_t filled = 0, entries = 0;
    for (const Row& row : rows) {
        filled += !row.empty();
        entries += static_cast<std::int64_t>(row.size());
        for (const auto& [column, weight] : row) ++texts_with[static_cast<std::size_t>(column)];
    }
    SparseMatrix matrix;
    matrix.rows = static_cast<std::int64_t>(rows.size());
    matrix.columns = hash_columns;
    matrix.begin.push_back(0);
    matrix.column.reserve(static_cast<std::size_t>(entries));
    matrix.value.reserve(static_cast<std::size_t>(entries));
    for (Row& row : rows) {
        double length = 0;
        for (auto& [column, weight] : row) {
            const auto with = static_cast<double>(texts_with[static_cast<std::size_t>(column)]);
            weight *= std::log((1.0 + static_cast<double>(filled)) / (1.0 + with)) + 1.0;
            length += weight * weight;
        }
        for (const auto& [column, weight] : row) {
            matrix.column.push_back(column);
            matrix.value.push_back(static_cast<float>(weight / std::sqrt(length)));
        }
        matrix.begin.push_back(static_cast<std::int64_t>(matrix.value.size()));
        row.clear();
    }
    return matrix;
}

std::string TfidfSvd::title() const {
    return WB_TR_NOOP("Registry", "Words (TF-IDF and SVD)");
}

std::string TfidfSvd::input_digest(const Dataset& dataset) const {
    std::string bytes = "texts 1\n";
    for (const std::string& text : texts_of(dataset)) {
        bytes += std::to_string(text.size()) + '\n';
        bytes += text;
    }
    return sha256_hex(bytes);
}

ItemFeatures TfidfSvd::extract(const Dataset& dataset, int threads, const StopToken& stop,
                               const FeatureProgress& progress) const {
    auto features = ItemFeatures::empty(id(), kind(), dataset.item_count() + 1, dim_);
    const SparseMatrix matrix = without_empty_columns(hashed_tfidf(texts_of(dataset), threads, stop));
    if (progress) progress(0.3);
    SvdOptions options;
    options.rank = dim_;
    options.threads = threads;
    options.stop = stop;
    const TruncatedSvd svd = truncated_svd(matrix, options);
    for (std::int64_t item = 1; item < features.rows; ++item) {
        const auto r = static_cast<std::size_t>(item - 1);
        if (matrix.begin[r] == matrix.begin[r + 1]) continue;  // no word
        features.present[static_cast<std::size_t>(item)] = 1;
        const auto row = features.row(item);
        const auto rank = static_cast<std::size_t>(svd.rank);
        for (std::size_t k = 0; k < rank; ++k) row[k] = static_cast<float>(svd.left[r * rank + k] * svd.values[k]);
        scale_to_length_1(row);
    }
    if (progress) progress(1);
    return features;
}

}  // namespace wb
