// `rerank runs compare`: differences paired by user. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "commands.h"
#include "experiment/config.h"
#include "run_comparison.h"
#include "text_table.h"

namespace wb::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string signed_text(double value) {
    return (value >= 0 ? "+" : "") + fixed(value);
}

std::string p_text(double p) {
    return p < 0.001 ? "< 0.001" : fixed(p, 3);
}

Json as_json(const RunComparison& comparison) {
    Json others = Json::array();
    for (const ComparedRun& run : comparison.others) {
        Json metrics = Json::array();
        for (const ComparedMetric& metric : run.metrics) {
            const PairedComparison& paired = metric.paired;
            Json one{{"metric", metric.name},
                     {"baseline", paired.mean_a},
                     {"value", paired.mean_b},
                     {"difference", paired.difference},
                     {"interval", {paired.interval_low, paired.interval_high}},
                     {"wins", paired.wins},
                     {"ties", paired.ties},
                     {"losses", paired.losses}};
            if (!run.left_out) {
                one["p_permutation"] = paired.p_permutation;
                one["p_t"] = paired.p_t;
                one["p_wilcoxon"] = paired.p_wilcoxon;
                one["p_holm"] = metric.p_holm;
                one["verdict"] = metric.verdict();
            }
            metrics.push_back(one);
        }
        others.push_back({{"run", run.run}, {"untrained", run.left_out}, {"metrics", metrics}});
    }
    return {{"baseline", comparison.baseline},
            {"stage", comparison.stage},
            {"split", comparison.split},
            {"users", comparison.users},
            {"comparisons", others}};
}

void print(std::ostream& out, const RunComparison& comparison) {
    const std::string base = "Run " + std::to_string(comparison.baseline);
    for (const ComparedRun& run : comparison.others) {
        const std::string name = "Run " + std::to_string(run.run);
        out << name << " against run " << comparison.baseline << ": stage " << comparison.stage << ", "
            << comparison.split << ", " << grouped(comparison.users) << " users\n";
        TextTable table({"Metric", base, name, "Difference", "95 % interval", "p", "p (Holm)", "Won/tied/lost", ""});
        for (const ComparedMetric& metric : run.metrics) {
            const PairedComparison& paired = metric.paired;
            table.add({metric.name, fixed(paired.mean_a), fixed(paired.mean_b), signed_text(paired.difference),
                       signed_text(paired.interval_low) + " .. " + signed_text(paired.interval_high),
                       run.left_out ? "-" : p_text(paired.p_permutation), run.left_out ? "-" : p_text(metric.p_holm),
                       std::to_string(paired.wins) + "/" + std::to_string(paired.ties) + "/" +
                           std::to_string(paired.losses),
                       run.left_out ? "untrained" : metric.verdict()});
        }
        table.print(out);
        if (run.left_out) out << "One of the two did not train, so no significance is given.\n";
        out << "\n";
    }
    out << "Paired by user. p: permutation test; interval: bootstrap.\n";
}

void print_differences(std::ostream& out, const std::vector<RunRow>& rows,
                       const std::vector<ConfigDifference>& differences) {
    std::vector<std::string> header{"Setting"};
    for (const RunRow& row : rows) header.push_back("Run " + std::to_string(row.id));
    TextTable table(header);
    for (const ConfigDifference& one : differences) {
        std::vector<std::string> line{one.key};
        line.insert(line.end(), one.values.begin(), one.values.end());
        table.add(line);
    }
    out << (table.empty() ? "The configs are equal.\n" : "Settings that differ\n");
    if (!table.empty()) table.print(out);
}

int compare(const Common& common, const std::vector<std::string>& ids, const std::string& split) {
    if (ids.size() < 2)
        throw UserError("\"rerank runs compare\" needs two or more runs.", "The first is the baseline of the others.",
                        "Name their numbers, for example \"rerank runs compare 3 5\".");
    if (split != "test" && split != "validation")
        throw UserError("--split: \"" + split + "\" is not a split.", "", "Use test or validation.");
    std::set<RunId> seen;
    std::vector<RunRow> rows;
    std::vector<ExperimentConfig> configs;
    if (!has_store(common)) throw_no_such_run(run_id(ids.front()));
    const Store store(Workspace{workspace_root(common)}.store_file());
    for (const std::string& text : ids) {
        const RunId id = run_id(text);
        if (!seen.insert(id).second)
            throw UserError("Run " + std::to_string(id) + " is named twice.", "A run equals itself.",
                            "Name each run once.");
        rows.push_back(existing_run(store, id));
        configs.push_back(config_from_json(builtin_methods(), store.config_json(id)));
    }
    const std::vector<ConfigDifference> differences = config_differences(configs);
    RunComparison comparison;
    try {
        comparison = compare_runs(store, rows, split);
    } catch (const UserError&) {
        // What differs may be why they cannot be compared.
        if (!common.json) print_differences(std::cout, rows, differences);
        throw;
    }
    if (common.json) {
        Json document = as_json(comparison);
        document["config_differences"] = Json::array();
        for (const ConfigDifference& one : differences)
            document["config_differences"].push_back({{"key", one.key}, {"values", one.values}});
        print_json(document);
        return exit_done;
    }
    print(std::cout, comparison);
    std::cout << "\n";
    print_differences(std::cout, rows, differences);
    return exit_done;
}

}  // namespace

void add_compare(Arguments& runs, Common& common) {
    struct Flags {
        std::vector<std::string> ids;
        std::string split = "test";
    };
    const auto flags = std::make_shared<Flags>();
    Arguments& command = runs.command("compare", "Metrics, settings and significance of runs against the first");
    command.positionals("RUN", flags->ids, "Numbers of the runs, the baseline first");
    command.text({"--split"}, flags->split, {"Which held-out items", "", "test|validation", "test"});
    add_common_flags(command, common);
    command.action([&common, flags] { return compare(common, flags->ids, flags->split); });
}

}  // namespace wb::cli
