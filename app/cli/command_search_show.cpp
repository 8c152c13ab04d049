// The table of a search. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "command_search.h"
#include "experiment/search_queue.h"
#include "text_table.h"

namespace wb::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Metrics of the chosen combination, each over its seeds. Those of every run of it are there.
std::map<std::string, SeedMean> metrics_of(const Store& store, const CombinationResult& chosen) {
    std::map<std::string, std::vector<double>> values;
    for (const SearchRun& run : chosen.runs)
        for (const auto& [name, value] : existing_run(store, run.run).metrics) values[name].push_back(value);
    std::map<std::string, SeedMean> means;
    for (const auto& [name, list] : values)
        if (list.size() == chosen.runs.size()) means[name] = mean_over_seeds(list);
    return means;
}

/// "finished", or "2 finished, 1 queued".
std::string status_text(const CombinationResult& combination, std::size_t seeds) {
    std::vector<std::pair<std::string, std::size_t>> counts;
    const auto count = [&](const std::string& word) {
        for (auto& [known, times] : counts)
            if (known == word) {
                ++times;
                return;
            }
        counts.emplace_back(word, 1);
    };
    for (const SearchRun& run : combination.runs) {
        const bool dropped = run.deleted && run.status != RunStatus::finished;
        count(dropped ? "deleted" : run_status_name(run.status) + (run.untrained ? " untrained" : ""));
    }
    if (counts.size() == 1 && combination.runs.size() == seeds) return counts.front().first;
    std::string text;
    for (const auto& [word, times] : counts) text += (text.empty() ? "" : ", ") + std::to_string(times) + " " + word;
    if (combination.runs.size() < seeds)
        text += (text.empty() ? "" : ", ") + std::to_string(seeds - combination.runs.size()) + " not queued";
    return text;
}

std::string numbers_text(const CombinationResult& combination) {
    std::string text;
    for (const SearchRun& run : combination.runs) text += (text.empty() ? "" : ", ") + std::to_string(run.run);
    return text.empty() ? "-" : text;
}

/// The best first, and behind them those without a mean, in the order of the spec.
std::vector<std::size_t> by_mean(const SearchResult& result) {
    std::vector<std::size_t> order(result.combinations.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto &left = result.combinations[a].measured, &right = result.combinations[b].measured;
        if (!left || !right) return left.has_value() && !right.has_value();
        return left->mean > right->mean;
    });
    return order;
}

std::string with_deviation(const SeedMean& value) {
    return fixed(value.mean) + (value.deviation ? " ± " + fixed(*value.deviation) : "");
}

void print_test(std::ostream& out, const Store& store, const CombinationResult& chosen) {
    const auto metrics = metrics_of(store, chosen);
    const auto cell = [&](const std::string& path, const std::string& name, double chance_share) {
        const auto value = metrics.find(path + name);
        if (value == metrics.end()) return std::string("-");
        const auto chance = metrics.find(path.substr(0, 7) + "chance/" + name);
        if (chance == metrics.end()) return with_deviation(value->second);
        // Any order finds the true item among the first K of K or fewer.
        if (name.rfind("ndcg", 0) != 0 && chance->second.mean >= 1 - 1e-12) return std::string("not informative");
        return with_deviation(value->second) + " (chance " + fixed(chance->second.mean * chance_share) + ")";
    };
    const std::array<std::pair<std::string, const char*>, 3> parts{
        {{"stage1/test/", "Stage 1, test"},
         {"stage2/test/", "Stage 2, test"},
         {"stage2/overall/", "Stage 2, test, overall: users whose true item is not in the list count as missed"}}};
    constexpr std::array<std::pair<const char*, const char*>, 3> names{
        {{"recall", "Recall"}, {"ndcg", "Ndcg"}, {"hit", "Hit"}}};
    for (const auto& [path, title] : parts) {
        if (!metrics.contains(path + "recall@10")) continue;
        const auto coverage = metrics.find("stage2/coverage");
        const double share = coverage == metrics.end() ? 1 : coverage->second.mean;
        const bool overall = path == "stage2/overall/";
        if (overall && share >= 1) continue;  // the same numbers again
        out << "\n" << title << "\n";
        TextTable table({"Metric", "@5", "@10", "@20"});
        for (const auto& [name, word] : names) {
            std::vector<std::string> row{word};
            for (const char* k : {"@5", "@10", "@20"})
                row.push_back(cell(path, std::string(name) + k, overall ? share : 1));
            table.add(row);
        }
        table.print(out);
        out << "Mrr " << cell(path, "mrr", overall ? share : 1) << "\n";
    }
}

void print_table(std::ostream& out, const SearchView& view, std::size_t limit) {
    std::vector<std::string> header{"#"};
    for (const std::string& key : short_keys(view.spec)) header.push_back(key);
    const std::size_t seeds = view.spec.seeds.size();
    header.insert(header.end(), {seeds > 1 ? "Runs" : "Run", "Status", "Validation"});
    if (seeds > 1) header.emplace_back("Dev.");
    header.emplace_back("");
    TextTable table(header);
    table.right_align(0);
    const std::vector<std::size_t> order = by_mean(view.result);
    const std::size_t shown = limit == 0 ? order.size() : std::min(limit, order.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const CombinationResult& combination = view.result.combinations[order[i]];
        std::vector<std::string> row{std::to_string(order[i] + 1)};
        for (const std::string& value : view.combinations[order[i]]) row.push_back(value);
        row.push_back(numbers_text(combination));
        row.push_back(status_text(combination, seeds));
        const auto& measured = combination.measured;
        row.push_back(measured ? fixed(measured->mean) : "-");
        if (seeds > 1) row.push_back(measured && measured->deviation ? fixed(*measured->deviation) : "-");
        const bool best = view.result.best == static_cast<int>(order[i]);
        row.push_back(!best ? "" : view.result.complete ? "chosen" : "leads so far");
        table.add(row);
    }
    table.print(out);
    if (shown < order.size())
        out << "(" << shown << " of " << order.size() << " combinations; \"rerank search show " << view.search.id
            << " --limit 0\" shows all)\n";
}

void add_mean(Json& into, const std::optional<SeedMean>& value) {
    into["mean"] = value ? Json(value->mean) : Json(nullptr);
    into["deviation"] = value && value->deviation ? Json(*value->deviation) : Json(nullptr);
}

Json as_json(const Store& store, const SearchView& view) {
    const SearchSpec& spec = view.spec;
    Json combinations = Json::array();
    for (std::size_t c = 0; c < view.combinations.size(); ++c) {
        const CombinationResult& combination = view.result.combinations[c];
        Json values = Json::object(), runs = Json::array();
        for (std::size_t i = 0; i < spec.dimensions.size(); ++i)
            values[spec.dimensions[i].key] = view.combinations[c][i];
        for (const SearchRun& run : combination.runs)
            runs.push_back({{"run", run.run},
                            {"seed", run.seed},
                            {"status", run_status_name(run.status)},
                            {"untrained", run.untrained},
                            {"deleted", run.deleted},
                            {"validation", run.value ? Json(*run.value) : Json(nullptr)}});
        Json one{{"combination", c + 1}, {"values", values}};
        add_mean(one, combination.measured);
        one["runs"] = runs;
        combinations.push_back(std::move(one));
    }
    const auto numbered = [](const std::optional<int>& index) { return index ? Json(*index + 1) : Json(nullptr); };
    Json document{{"search", view.search.id},
                  {"name", view.search.name},
                  {"created_at", view.search.created_at},
                  {"kind", search_kind_name(spec.kind)},
                  {"task", spec.base.task},
                  {"select", spec.select},
                  {"seeds", spec.seeds},
                  {"runs", view.search.planned_runs},
                  {"ended", view.result.over},
                  {"complete", view.result.complete},
                  {"leader", numbered(view.result.best)},
                  {"chosen", numbered(view.result.chosen())},
                  {"combinations", combinations},
                  {"test", nullptr},
                  {"spec", Json::parse(search_to_json(spec))}};
    if (const auto chosen = view.result.chosen()) {
        document["test"] = Json::object();
        for (const auto& [name, value] :
             metrics_of(store, view.result.combinations[static_cast<std::size_t>(*chosen)]))
            if (name.find("/test/") != std::string::npos || name.find("/overall/") != std::string::npos)
                add_mean(document["test"][name], value);
    }
    return document;
}

}  // namespace

SearchView read_search(const Store& store, SearchId id) {
    SearchView view;
    view.search = existing_search(store, id);
    view.spec = search_from_json(view.search.spec_json);
    view.combinations = combinations_of(view.spec);
    view.result = judge_search(store.search_runs(id, view.spec.select), view.combinations.size(),
                               view.spec.seeds.size(), view.search.planned_runs);
    return view;
}

std::string selection_text(const std::string& select) {
    return "validation " + select.substr(select.rfind('/') + 1) + " of stage " + select.substr(5, 1);
}

std::string progress_text(const SearchView& view) {
    if (view.result.complete) return "complete";
    return std::to_string(view.result.over) + " of " + std::to_string(view.search.planned_runs) + " runs ended";
}

void print_search(const Common& common, const Store& store, const SearchView& view, std::size_t limit) {
    if (common.json) {
        print_json(as_json(store, view));
        return;
    }
    std::ostream& out = std::cout;
    out << "Search " << view.search.id << " \"" << view.search.name << "\": " << progress_text(view) << "\n"
        << search_kind_name(view.spec.kind) << " search with " << view.spec.base.task << ", chosen by "
        << selection_text(view.spec.select)
        << (view.spec.seeds.size() > 1 ? ", the mean of " + std::to_string(view.spec.seeds.size()) + " seeds" : "")
        << "\n\n";
    print_table(out, view, limit);
    if (const auto chosen = view.result.chosen()) {
        const auto c = static_cast<std::size_t>(*chosen);
        out << "\nChosen by validation: " << combination_text(view.spec, view.combinations[c]) << "\n";
        print_test(out, store, view.result.combinations[c]);
    } else if (!view.result.complete) {
        out << "\nTest results of the chosen combination are shown when all runs have ended.\n";
    } else {
        out << "\nNo combination is chosen: none has finished with every seed.\n";
    }
    out << std::flush;
}

}  // namespace wb::cli
