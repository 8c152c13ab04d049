// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics_report.h"

#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "common.h"
#include "experiment/method.h"
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

std::string title_of(Stage stage, const Json& part) {
    const std::string id = text_of(part, "method", "?");
    const MethodSpec* spec = builtin_methods().find(stage, id);
    return spec ? spec->title : id;
}

/// `evaluate --split validation` asks for the validation items.
bool wants_validation(const Json& result) {
    const Json* config = member(result, "config");
    const Json* candidates = config ? member(*config, "candidates") : nullptr;
    return candidates && text_of(*candidates, "eval_split", "both") == "validation";
}

struct Rows {
    std::string suffix;  ///< ", by popularity"
    const Json* metrics;
    double chance_share;  ///< what of chance holds for these rows; negative = chance is not shown
};

void print_stage(std::ostream& out, const Json& stage, const std::string& title, std::int64_t candidates,
                 bool validation_wanted) {
    const Json* measured = member(stage, validation_wanted ? "val" : "test");
    bool is_test = measured && !validation_wanted;
    if (!measured) {
        measured = member(stage, validation_wanted ? "test" : "val");
        is_test = validation_wanted;
    }
    if (!measured) return;
    const std::string split = is_test ? "test" : "validation";
    const Json* chance = member(stage, is_test ? "chance" : "val_chance");
    out << "\n" << title << ", " << split << "\n";
    TextTable table({"Metric", "@5", "@10", "@20"});
    const auto cell = [&](const Json* metrics, const std::string& key, int k, double chance_share) {
        const Json* at_chance = chance ? member(*chance, key) : nullptr;
        // Any order finds the true item among the first K of K or fewer; NDCG still depends on its place.
        const bool everything = key.rfind("ndcg", 0) != 0 &&
                                ((candidates > 0 && k >= candidates) ||
                                 (at_chance && at_chance->is_number() && at_chance->get<double>() >= 1 - 1e-12));
        if (everything) return std::string("not informative");
        std::string text = number_at(metrics, key);
        if (chance_share >= 0 && at_chance && at_chance->is_number())
            text += " (chance " + fixed(at_chance->get<double>() * chance_share) + ")";
        return text;
    };
    const auto add = [&](const std::string& name, const std::string& suffix, const Json* metrics,
                         double chance_share) {
        std::vector<std::string> row{capitalised(name) + suffix};
        for (const int k : shown_ks) row.push_back(cell(metrics, name + "@" + std::to_string(k), k, chance_share));
        table.add(row);
    };
    for (const char* name : {"recall", "ndcg", "hit"}) add(name, "", measured, 1);
    std::vector<Rows> others;
    if (const Json* metrics = member(stage, is_test ? "popularity" : "val_popularity"); metrics)
        others.push_back({", by popularity", metrics, -1});
    if (const Json* metrics = member(stage, "test_stage1_same_users"); metrics && is_test)
        others.push_back({", stage 1 order", metrics, -1});
    const Json* coverage = member(stage, "coverage");
    const bool from_stage1 = text_of(stage, "mode", "") == "retrieval";
    if (!coverage || !coverage->is_number() || !from_stage1) coverage = nullptr;
    if (const Json* metrics = member(stage, "overall"); metrics && is_test && from_stage1)
        others.push_back({", overall", metrics, coverage ? coverage->get<double>() : -1});
    for (const Rows& rows : others)
        for (const char* name : {"recall", "ndcg"}) add(name, rows.suffix, rows.metrics, rows.chance_share);
    table.print(out);
    out << "Mrr " << number_at(measured, "mrr");
    if (chance) out << " (chance " << number_at(chance, "mrr") << ")";
    out << "\n";
    if (coverage)
        out << "Coverage " << fixed(coverage->get<double>())
            << ": the share of users whose true item is among the candidates. \"overall\" counts the others as "
               "misses.\n";
}

/// Whether stage 1 is better than showing everybody what is popular.
void print_above_popularity(std::ostream& out, const Json& stage) {
    const Json* all = member(stage, "above_popularity");
    const Json* one = all ? member(*all, "recall@10") : nullptr;
    if (!one) return;
    out << "Recall@10 less that of popularity: " << number_at(one, "difference") << ", 95 % interval "
        << number_at(one, "interval_low") << " to " << number_at(one, "interval_high")
        << ", p = " << number_at(one, "p") << " (paired by user)\n";
}

/// What the lists are like besides being right; only test lists are measured.
void print_beyond_accuracy(std::ostream& out, const Json& stage) {
    const Json* all = member(stage, "beyond_accuracy");
    if (!all || !member(*all, "coverage@5")) return;
    out << "\nLists of stage 1, test\n";
    TextTable shape({"", "@5", "@10", "@20"});
    for (const auto& [key, name] : {std::pair{"coverage", "Share of the catalogue shown"},
                                    std::pair{"gini", "Gini of how often items are shown"},
                                    std::pair{"mean_popularity", "Popularity of shown items"},
                                    std::pair{"popularity_lift", "Popularity lift"}}) {
        std::vector<std::string> row{name};
        for (const int k : shown_ks) row.push_back(number_at(all, std::string(key) + "@" + std::to_string(k)));
        shape.add(row);
    }
    shape.print(out);
    out << "Popularity is the number of training interactions; of the users' own items it is "
        << number_at(all, "data_popularity") << ". A lift of 0 is as popular as those.\n";
    TextTable groups({"", "", "Number", "Recall@10", "Recall@20", "Ndcg@10"});
    const auto add = [&](const char* group, const char* id, const char* name, const char* unit) {
        const Json* list = member(*all, group);
        const Json* one = list ? member(*list, id) : nullptr;
        if (!one) return;
        const auto from = one->value("from", std::int64_t{0}), to = one->value("to", std::int64_t{0});
        const std::string range = to < from    ? std::string("-")
                                  : from == to ? std::to_string(from)
                                               : std::to_string(from) + " to " + std::to_string(to);
        groups.add({name, range + unit, std::to_string(one->value("users", std::int64_t{0})),
                    number_at(one, "recall@10"), number_at(one, "recall@20"), number_at(one, "ndcg@10")});
    };
    add("by_activity", "low", "Short histories", " items");
    add("by_activity", "middle", "Middle histories", " items");
    add("by_activity", "high", "Long histories", " items");
    add("by_popularity", "cold", "True item cold", " interactions");
    add("by_popularity", "tail", "True item rare", " interactions");
    add("by_popularity", "middle", "True item middling", " interactions");
    add("by_popularity", "head", "True item popular", " interactions");
    groups.print(out);
}

}  // namespace

void print_metrics(std::ostream& out, const Json& result) {
    const bool validation = wants_validation(result);
    if (const Json* stage = member(result, "stage1")) {
        print_stage(out, *stage, "Stage 1, retrieval with " + title_of(Stage::retrieval, *stage), 0, validation);
        if (!validation) {
            print_above_popularity(out, *stage);
            print_beyond_accuracy(out, *stage);
        }
    }
    if (const Json* stage = member(result, "stage2")) {
        const Json* n = member(*stage, "candidates");
        const std::int64_t candidates = n && n->is_number_integer() ? n->get<std::int64_t>() : 0;
        std::string title = "Stage 2, reranking with " + title_of(Stage::rerank, *stage);
        if (candidates > 0)
            title += " of " + std::to_string(candidates) + " candidates (" + text_of(*stage, "mode", "?") + ")";
        print_stage(out, *stage, title, candidates, validation);
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
    // A run that has not finished has no result yet; what is known of it stands under the same keys.
    if (!document.contains("dataset"))
        document["dataset"] = {{"name", row.dataset}, {"fingerprint", row.dataset_fingerprint}};
    if (!document.contains("steps")) {
        document["steps"] = Json::object();
        for (const SeriesInfo& series : store.series(row.id))
            if (series.name == "stage1/loss" || series.name == "stage2/loss")
                document["steps"][series.name.substr(0, 6)] = series.last_step;
    }
    if (!document.contains("warnings")) {
        document["warnings"] = Json::array();
        for (const StoredWarning& one : store.warnings(row.id))
            document["warnings"].push_back({{"code", one.code}, {"text", one.text}});
    }
    if (!document.contains("artifacts")) {
        document["artifacts"] = Json::array();
        for (const StoredArtifact& one : store.artifacts(row.id))
            document["artifacts"].push_back({{"kind", one.kind}, {"path", one.path}, {"bytes", one.bytes}});
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
