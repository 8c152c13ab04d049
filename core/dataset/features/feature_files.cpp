// Features from and for other programs, as .npy files. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/features/feature_files.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "dataset/features/feature_store.h"
#include "dataset/features/npy.h"
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"
#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

constexpr std::int64_t largest_dim = 65536;
constexpr std::int64_t no_row = -1;

std::string count_text(std::int64_t count, const std::string& one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

/// The raw ids as numbers, [items + 1]; nullopt when one of them is no number from 0.
std::optional<std::vector<std::int64_t>> numbers_of(const Dataset& dataset) {
    std::vector<std::int64_t> numbers{no_row};
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const auto number = parse_integer(dataset.items[i].raw_id);
        if (!number || *number < 0) return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

struct RowMap {
    RowOrder order = RowOrder::item_ids;
    std::vector<std::int64_t> row_of;  ///< [items + 1], no_row where there is none
};

RowMap listed_rows(const Dataset& dataset, const FeatureImport& request, std::int64_t rows) {
    std::unordered_map<std::string, std::int64_t> by_id;
    TextStream file(request.row_ids);
    std::string_view line;
    std::int64_t count = 0;
    while (file.next(line)) {
        if (trim(line).empty()) continue;
        if (!by_id.emplace(std::string(trim(line)), count++).second)
            throw UserError("The raw id \"" + excerpt(trim(line)) + "\" stands twice in \"" + file.name() + "\".",
                            "Every row belongs to one item.", "Correct line " + std::to_string(file.number()) + ".");
    }
    if (count != rows)
        throw UserError("\"" + file.name() + "\" names " + count_text(count, "row") + ", but \"" +
                            request.file.filename().string() + "\" has " + std::to_string(rows) + ".",
                        "Line r must hold the raw id of row r.", "Use the list that was written with the features.");
    RowMap map{RowOrder::listed, {no_row}};
    std::int64_t found = 0;
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const auto row = by_id.find(dataset.items[i].raw_id);
        map.row_of.push_back(row == by_id.end() ? no_row : row->second);
        found += row != by_id.end();
    }
    if (found == 0)
        throw UserError("None of the ids in \"" + file.name() + "\" is an item of \"" + dataset.name + "\".",
                        "The first item is called \"" + dataset.items.at(1).raw_id + "\" there.",
                        "Write raw item ids, one a line, in the order of the rows.");
    return map;
}

/// Without a list. Ids that do not begin at 0 say nothing about rows (MovieLens counts from 1 and has gaps), so then
/// only a row for each item will do.
RowMap rows_by_number(const Dataset& dataset, const FeatureImport& request, std::int64_t rows) {
    const std::int64_t items = dataset.item_count();
    RowMap map{RowOrder::item_ids, {no_row}};
    if (rows == items) {
        for (std::int64_t item = 1; item <= items; ++item) map.row_of.push_back(item - 1);
        return map;
    }
    const auto numbers = numbers_of(dataset);
    const bool from_zero = numbers && std::find(numbers->begin() + 1, numbers->end(), 0) != numbers->end();
    const std::int64_t last = numbers ? *std::max_element(numbers->begin(), numbers->end()) : no_row;
    if (from_zero && last < rows) return {RowOrder::raw_ids, *numbers};
    const std::string file = request.file.filename().string();
    std::string expected =
        count_text(items, "row") + " were expected, one for each item in the order of the item ids";
    if (from_zero) expected += ", or at least " + std::to_string(last + 1) + ", one for each raw id from 0";
    throw UserError("\"" + file + "\" has " + count_text(rows, "row") + ", which does not fit the dataset \"" +
                        dataset.name + "\".",
                    expected + ".", "Name the item of each row in a text file, one raw id a line: --row-ids FILE.");
}

void check_request(const Dataset& dataset, const FeatureImport& request) {
    if (request.kind != k_image_kind && request.kind != k_text_kind)
        throw UserError("\"" + request.kind + "\" is no kind of features.",
                        "Methods must know whether they come from pictures or from texts.",
                        "Use --kind image or --kind text.");
    if (!is_feature_name(request.name))
        throw UserError("\"" + request.name + "\" cannot name features.",
                        "The name becomes the name of a file, of at most 64 small letters, digits, dashes and "
                        "underscores.",
                        "Use a name such as --name clip-vit-b32.");
    if (plain_extractors().find(request.name))
        throw UserError("The name \"" + request.name + "\" belongs to an extractor of this program.",
                        "Its features would be taken for the imported ones.", "Choose another --name.");
    if (dataset.folder.empty()) throw std::logic_error("features are imported into a prepared folder");
}

}  // namespace

ImportedFeatures import_features(const Dataset& dataset, const FeatureImport& request) {
    check_request(dataset, request);
    const NpyHeader header = read_npy_header(request.file);
    const std::string file = request.file.filename().string();
    if (header.columns > largest_dim)
        throw UserError("\"" + file + "\" has " + std::to_string(header.columns) + " numbers for each item.",
                        "At most " + std::to_string(largest_dim) + " are taken.",
                        "Check that rows are items and columns are numbers.");
    // Rows first: only a matrix that fits the dataset is read.
    const RowMap map = request.row_ids.empty() ? rows_by_number(dataset, request, header.rows)
                                               : listed_rows(dataset, request, header.rows);
    const NpyMatrix matrix = read_npy(request.file);
    ImportedFeatures imported;
    imported.order = map.order;
    imported.rows_in_file = matrix.rows;
    imported.features = ItemFeatures::empty(request.name, request.kind, dataset.item_count() + 1, matrix.columns);
    for (std::int64_t item = 1; item < imported.features.rows; ++item) {
        const std::int64_t from = map.row_of[static_cast<std::size_t>(item)];
        if (from == no_row) {
            ++imported.items_without_row;
            continue;
        }
        const auto row =
            std::span(matrix.values)
                .subspan(static_cast<std::size_t>(from * matrix.columns), static_cast<std::size_t>(matrix.columns));
        if (!std::all_of(row.begin(), row.end(), [](float v) { return std::isfinite(v); }))
            throw UserError(
                "Row " + std::to_string(from) + " (from 0) of \"" + file + "\" holds a number that is not finite.",
                "A NaN, an infinity or a number beyond single precision would spoil every training.",
                "Repair it in Python, for example with numpy.nan_to_num.");
        const bool zero = std::all_of(row.begin(), row.end(), [](float v) { return v == 0; });
        imported.zero_rows += zero;
        if (zero) continue;
        std::copy(row.begin(), row.end(), imported.features.row(item).begin());
        imported.features.present[static_cast<std::size_t>(item)] = 1;
    }
    if (imported.features.count_present() == 0)
        throw UserError("\"" + file + "\" holds no features for the items of \"" + dataset.name + "\".",
                        "All rows that belong to its items are zero.", "Check that it is the right file.");
    store_features(dataset, imported.features, {{"source", file}, {"source_sha256", sha256_file(request.file)}});
    return imported;
}

std::filesystem::path export_features(const Dataset& dataset, const ItemFeatures& features,
                                      const std::filesystem::path& file) {
    if (features.rows != dataset.item_count() + 1) throw std::logic_error("features of another dataset");
    const auto ids_file = file.parent_path() / (file.stem().string() + ".ids.txt");
    std::string ids;
    for (std::size_t i = 1; i < dataset.items.size(); ++i) ids += dataset.items[i].raw_id + '\n';
    write_npy(file, features.rows - 1, features.dim,
              std::span(features.values).subspan(static_cast<std::size_t>(features.dim)));
    write_file_atomic(ids_file, ids);
    return ids_file;
}

}  // namespace wb
