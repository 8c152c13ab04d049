// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics_report.h"

#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "common.h"
#include "text_table.h"

namespace wb::cli {

namespace {

using Json = nlohmann::ordered_json;
constexpr std::array<int, 3> shown_ks{5, 10, 20};

std::string capitalised(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

const Json* member(const Json& object, const std::string& key) {
    if (!object.is_object()) return nullptr;
    const auto at = object.find(key);
    return at == object.end() || at->is_null() ? nullptr : &*at;
}

std::string number_at(const Json* metrics, const std::string& key) {
    const Json* value = metrics ? member(*metrics, key) : nullptr;
    return value && value->is_number() ? fixed(value->get<double>()) : "-";
}

std::string text_of(const Json& object, const std::string& key, const std::string& otherwise) {
    const Json* value = member(object, key);
    if (!value) return otherwise;
    return value->is_string() ? value->get<std::string>() : value->dump();
}

struct Rows {
    std::string suffix;  ///< ", popularity"
    const Json* metrics;
};

void print_stage(std::ostream& out, const Json& stage, const std::string& title, std::int64_t candidates) {
    const Json* measured = member(stage, "test");
    const std::string split = measured ? "test" : "validation";
    if (!measured) measured = member(stage, "val");
    if (!measured) return;
    const Json* chance = member(stage, "chance");
    out << "\n" << title << ", " << split << "\n";
    TextTable table({"Metric", "@5", "@10", "@20"});
    const auto cell = [&](const Json* metrics, const std::string& key, int k, bool with_chance) {
        const Json* at_chance = chance ? member(*chance, key) : nullptr;
        const bool everything = (candidates > 0 && k >= candidates) ||
                                (at_chance && at_chance->is_number() && key.rfind("ndcg", 0) != 0 &&
                                 at_chance->get<double>() >= 1 - 1e-12);
        if (everything) return std::string("not informative");
        std::string text = number_at(metrics, key);
        if (with_chance && at_chance) text += " (chance " + number_at(chance, key) + ")";
        return text;
    };
    const auto add = [&](const std::string& name, const std::string& suffix, const Json* metrics, bool with_chance) {
        std::vector<std::string> row{capitalised(name) + suffix};
        for (const int k : shown_ks) row.push_back(cell(metrics, name + "@" + std::to_string(k), k, with_chance));
        table.add(row);
    };
    for (const char* name : {"recall", "ndcg", "hit"}) add(name, "", measured, true);
    std::vector<Rows> others;
    if (const Json* metrics = member(stage, "popularity")) others.push_back({", by popularity", metrics});
    if (const Json* metrics = member(stage, "test_stage1_same_users"); metrics && split == "test")
        others.push_back({", stage 1 order", metrics});
    if (const Json* metrics = member(stage, "overall"); metrics && split == "test")
        others.push_back({", overall", metrics});
    for (const Rows& rows : others)
        for (const char* name : {"recall", "ndcg"}) add(name, rows.suffix, rows.metrics, false);
    table.print(out);
    out << "Mrr " << number_at(measured, "mrr");
    if (chance) out << " (chance " << number_at(chance, "mrr") << ")";
    out << "\n";
    if (const Json* coverage = member(stage, "coverage"); coverage && coverage->is_number())
        out << "Coverage " << fixed(coverage->get<double>())
            << ": the share of users whose true item is among the candidates. \"overall\" counts the others as "
               "misses.\n";
}

}  // namespace

void print_metrics(std::ostream& out, const Json& result) {
    if (const Json* stage = member(result, "stage1"))
        print_stage(out, *stage, "Stage 1, retrieval with " + text_of(*stage, "method", "?"), 0);
    if (const Json* stage = member(result, "stage2")) {
        const Json* n = member(*stage, "candidates");
        const std::int64_t candidates = n && n->is_number_integer() ? n->get<std::int64_t>() : 0;
        std::string title = "Stage 2, reranking with " + text_of(*stage, "method", "?");
        if (candidates > 0)
            title += " of " + std::to_string(candidates) + " candidates (" + text_of(*stage, "mode", "?") + ")";
        print_stage(out, *stage, title, candidates);
    }
}

Json result_document(const Store& store, const RunRow& row) {
    Json document{{"run", row.id}, {"status", run_status_name(row.status)}};
    const std::string text = store.result_json(row.id);
    if (!text.empty()) {
        const Json stored = Json::parse(text, nullptr, false);
        if (stored.is_object())
            for (const auto& [key, value] : stored.items())
                if (!document.contains(key)) document[key] = value;
    }
    if (!document.contains("config")) {
        const Json config = Json::parse(store.config_json(row.id), nullptr, false);
        if (!config.is_discarded()) document["config"] = config;
    }
    if (!row.error_what.empty())
        document["error"] = {{"what", row.error_what}, {"why", row.error_why}, {"fix", row.error_fix}};
    return document;
}

std::string main_metrics_path(const RunRow& row) {
    for (const char* path : {"stage2/overall/", "stage2/test/", "stage2/val/", "stage1/test/", "stage1/val/"})
        if (row.metrics.count(std::string(path) + "recall@10")) return path;
    return "";
}

}  // namespace wb::cli
