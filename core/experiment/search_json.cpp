// The stored form of a search. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <nlohmann/json.hpp>

#include "experiment/search.h"

namespace wb {

namespace {

using Json = nlohmann::json;  // sorted keys: the text is canonical

constexpr int format_version = 1;

[[noreturn]] void refuse(const std::string& why) {
    throw UserError("This is not a search that can be used.", why,
                    "Use the program that wrote it, or start the search again.");
}

const char* scale_name(SearchScale scale) {
    return scale == SearchScale::logarithmic ? "logarithmic" : "linear";
}

Json dimension_json(const SearchDimension& dimension) {
    if (!dimension.values.empty()) return {{"key", dimension.key}, {"values", dimension.values}};
    return {{"key", dimension.key},
            {"low", dimension.low},
            {"high", dimension.high},
            {"scale", scale_name(dimension.scale)},
            {"whole", dimension.whole}};
}

double number_of(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) refuse("\"" + text + "\" is not a number.");
    return value;
}

SearchDimension dimension_from(const Json& json) {
    SearchDimension dimension;
    dimension.key = json.at("key").get<std::string>();
    if (json.contains("values")) {
        dimension.values = json.at("values").get<std::vector<std::string>>();
        if (dimension.values.empty()) refuse("\"" + dimension.key + "\" has no values.");
        return dimension;
    }
    dimension.low = json.at("low").get<std::string>();
    dimension.high = json.at("high").get<std::string>();
    dimension.whole = json.at("whole").get<bool>();
    const std::string scale = json.at("scale").get<std::string>();
    if (scale != "linear" && scale != "logarithmic") refuse("\"" + scale + "\" is not a scale.");
    dimension.scale = scale == "linear" ? SearchScale::linear : SearchScale::logarithmic;
    const double low = number_of(dimension.low), high = number_of(dimension.high);
    if (!(low <= high) || (dimension.scale == SearchScale::logarithmic && !(low > 0)))
        refuse("Nothing can be drawn for \"" + dimension.key + "\".");
    return dimension;
}

}  // namespace

std::string search_kind_name(SearchKind kind) {
    return kind == SearchKind::grid ? "grid" : "random";
}

std::string search_to_json(const SearchSpec& spec) {
    Json dimensions = Json::array();
    for (const SearchDimension& dimension : spec.dimensions) dimensions.push_back(dimension_json(dimension));
    const Json base{{"task", spec.base.task},
                    {"retrieval_method", spec.base.retrieval_method},
                    {"retrieval_preset", spec.base.retrieval_preset},
                    {"rerank_method", spec.base.rerank_method},
                    {"rerank_preset", spec.base.rerank_preset},
                    {"values", spec.base.values}};
    const Json document{{"version", format_version}, {"base", base},          {"kind", search_kind_name(spec.kind)},
                        {"dimensions", dimensions},  {"draws", spec.draws},   {"search_seed", spec.search_seed},
                        {"seeds", spec.seeds},       {"select", spec.select}, {"tags", spec.tags}};
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

SearchSpec search_from_json(const std::string& text) {
    const Json document = Json::parse(text, nullptr, false);
    if (!document.is_object()) refuse("It is not a JSON object.");
    try {
        if (document.at("version").get<int>() != format_version) refuse("Another version of the program wrote it.");
        SearchSpec spec;
        const Json& base = document.at("base");
        spec.base.task = base.at("task").get<std::string>();
        spec.base.retrieval_method = base.at("retrieval_method").get<std::string>();
        spec.base.retrieval_preset = base.at("retrieval_preset").get<std::string>();
        spec.base.rerank_method = base.at("rerank_method").get<std::string>();
        spec.base.rerank_preset = base.at("rerank_preset").get<std::string>();
        spec.base.values = base.at("values").get<std::map<std::string, std::string>>();
        const std::string kind = document.at("kind").get<std::string>();
        if (kind != "grid" && kind != "random") refuse("\"" + kind + "\" is not a kind of search.");
        spec.kind = kind == "grid" ? SearchKind::grid : SearchKind::random;
        for (const Json& one : document.at("dimensions")) spec.dimensions.push_back(dimension_from(one));
        spec.draws = document.at("draws").get<std::int64_t>();
        spec.search_seed = document.at("search_seed").get<std::uint64_t>();
        spec.seeds = document.at("seeds").get<std::vector<std::uint64_t>>();
        spec.select = document.at("select").get<std::string>();
        spec.tags = document.at("tags").get<std::vector<std::string>>();
        if (spec.dimensions.empty() || spec.seeds.empty()) refuse("It has nothing to run.");
        if (count_combinations(spec, most_search_runs) > most_search_runs) refuse("It has too many combinations.");
        return spec;
    } catch (const Json::exception& error) {
        refuse(error.what());
    }
}

}  // namespace wb
