// The few members of a record that the readers of large files need. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/record_fields.h"

#include <simdjson.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "dataset/python_literal.h"
#include "dataset/text_lines.h"
#include "dataset/text_stream.h"

namespace wb {

namespace {

enum Field : std::uint8_t { k_user, k_item, k_title, k_rating, k_time, k_fields };

struct Name {
    std::string_view text;
    Field field;
};

/// Of one field, the more telling name first.
constexpr std::array<Name, 17> k_names = {{{"reviewerID", k_user},
                                           {"user_id", k_user},
                                           {"userId", k_user},
                                           {"user", k_user},
                                           {"parent_asin", k_item},
                                           {"asin", k_item},
                                           {"item_id", k_item},
                                           {"itemId", k_item},
                                           {"raw_id", k_item},
                                           {"id", k_item},
                                           {"title", k_title},
                                           {"overall", k_rating},
                                           {"rating", k_rating},
                                           {"unixReviewTime", k_time},
                                           {"timestamp", k_time},
                                           {"sort_timestamp", k_time},
                                           {"time", k_time}}};

std::optional<double> number_of(const simdjson::dom::element& value) {
    double number = 0;
    if (value.get(number) == simdjson::SUCCESS) return number;  // whole numbers, too
    std::string_view text;
    return value.get(text) == simdjson::SUCCESS ? parse_number(text) : std::nullopt;
}

}  // namespace

struct RecordFields::Parser {
    simdjson::dom::parser parser;
    std::string literal;  ///< a Python literal, or a line without padding, as JSON
    std::array<std::string, k_fields> numbers;

    /// A string trimmed, or a whole number as it is written.
    std::string_view id_of(const simdjson::dom::element& value, Field field) {
        std::string_view text;
        if (value.get(text) == simdjson::SUCCESS) return trim(text);
        std::int64_t number = 0;
        std::uint64_t large = 0;
        if (value.get(number) == simdjson::SUCCESS) return numbers[field] = std::to_string(number);
        if (value.get(large) == simdjson::SUCCESS) return numbers[field] = std::to_string(large);
        return {};
    }
};

RecordFields::RecordFields() : parser_(std::make_unique<Parser>()) {}
RecordFields::~RecordFields() = default;

bool RecordFields::parse(std::string_view line) {
    user = item = title = {};
    rating = time = std::nullopt;
    simdjson::dom::object object;
    // The padding is there, so that nothing need be copied.
    if (parser_->parser.parse(line.data(), line.size(), false).get(object) != simdjson::SUCCESS) {
        const auto literal = parse_python_literal(line);
        if (!literal || !literal->is_object()) return false;
        parser_->literal = literal->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        if (parser_->parser.parse(parser_->literal).get(object) != simdjson::SUCCESS) return false;
    }
    std::array<std::size_t, k_fields> best;
    best.fill(k_names.size());
    std::array<simdjson::dom::element, k_fields> values;
    for (const auto member : object)
        for (std::size_t n = 0; n < k_names.size(); ++n) {
            if (k_names[n].text != member.key) continue;
            const auto field = k_names[n].field;
            if (n > best[field] || member.value.is_null()) break;
            best[field] = n;
            values[field] = member.value;
            break;
        }
    const auto found = [&](Field field) { return best[field] < k_names.size(); };
    if (found(k_user)) user = parser_->id_of(values[k_user], k_user);
    if (found(k_item)) item = parser_->id_of(values[k_item], k_item);
    if (found(k_title) && values[k_title].is_string()) title = values[k_title].get_string().value_unsafe();
    if (found(k_rating)) rating = number_of(values[k_rating]);
    if (found(k_time)) time = number_of(values[k_time]);
    return true;
}

bool RecordFields::parse_copy(std::string_view line) {
    std::string padded(line);
    padded.resize(line.size() + std::max<std::size_t>(TextStream::k_padding, simdjson::SIMDJSON_PADDING));
    return parse({padded.data(), line.size()});
}

}  // namespace wb
