// `rerank features`: vectors for items, made here or brought along. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "dataset/features/feature_files.h"
#include "dataset/features/feature_store.h"
#include "dataset/prepared.h"
#include "experiment/launch.h"
#include "feature_work.h"
#include "text_table.h"

namespace wb::cli {

namespace {

struct FeatureFlags {
    std::map<std::string, std::string> values;  ///< keys of data_params()
    std::vector<std::string> extractors;
    std::string import_file, row_ids, kind, name, export_file;
    bool list = false;
};

nlohmann::ordered_json as_json(const FeatureFile& file) {
    nlohmann::ordered_json one{{"name", file.name},           {"kind", file.kind},     {"dim", file.dim},
                               {"items", file.items_present}, {"usable", file.usable}, {"file", file.path.string()}};
    if (!file.source.empty()) one["source"] = file.source;
    if (!file.problem.empty()) one["problem"] = file.problem;
    return one;
}

nlohmann::ordered_json list_json(const PreparedInfo& info) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const FeatureFile& file : list_features(info.folder, info.fingerprint)) list.push_back(as_json(file));
    return list;
}

void print_list(const PreparedInfo& info) {
    const auto list = list_features(info.folder, info.fingerprint);
    if (list.empty()) {
        std::cout << "No features are stored for " << info.name << " yet. Make them with: rerank features "
                  << "--dataset-code " << info.name << "\n";
        return;
    }
    TextTable table({"Name", "From", "Numbers", "Items", "Made by", "Usable"});
    for (std::size_t column : {2, 3}) table.right_align(column);
    for (const FeatureFile& file : list)
        table.add({file.name, file.kind, grouped(file.dim),
                   grouped(file.items_present) + " of " + grouped(info.items),
                   file.source.empty() ? "extractor" : file.source, file.usable ? "yes" : "no: " + file.problem});
    table.print(std::cout);
}

const char* order_text(RowOrder order) {
    switch (order) {
        case RowOrder::listed:
            return "the list of row ids";
        case RowOrder::raw_ids:
            return "raw ids from 0 (row r is the item with the raw id r)";
        case RowOrder::item_ids:
            return "item ids (row r is item r + 1)";
    }
    throw std::logic_error("row order without a name");
}

nlohmann::ordered_json import_into(const Common& common, const Dataset& dataset, const FeatureFlags& flags) {
    const auto imported = import_features(dataset, {flags.import_file, flags.kind, flags.name, flags.row_ids});
    const auto& features = imported.features;
    if (!common.json)
        std::cout << "Imported " << flags.name << ": " << grouped(features.dim) << " numbers for "
                  << grouped(features.count_present()) << " of " << grouped(dataset.item_count())
                  << " items. Rows belong to items by " << order_text(imported.order) << ".\n";
    if (imported.items_without_row > 0)
        warn(grouped(imported.items_without_row) + " items have no row in the file; they count as missing.");
    if (imported.zero_rows > 0)
        warn(grouped(imported.zero_rows) + " items have a row of zeros; they count as missing.");
    return {{"name", flags.name},
            {"rows_in_file", imported.rows_in_file},
            {"order", imported.order == RowOrder::listed    ? "listed"
                      : imported.order == RowOrder::raw_ids ? "raw_ids"
                                                            : "item_ids"},
            {"items_without_row", imported.items_without_row},
            {"zero_rows", imported.zero_rows}};
}

nlohmann::ordered_json export_from(const Common& common, const Dataset& dataset, const FeatureFlags& flags) {
    const auto features = load_features(dataset, flags.name);
    const auto ids = export_features(dataset, features, flags.export_file);
    if (!common.json)
        std::cout << "Wrote " << flags.export_file << " (" << grouped(features.rows - 1) << " x "
                  << grouped(features.dim) << ") and the raw ids of its rows to " << ids.string() << ".\n";
    return {{"name", flags.name}, {"file", flags.export_file}, {"ids", ids.string()}};
}

/// Problems with flags that do not go together.
std::vector<Problem> check(const FeatureFlags& flags) {
    std::vector<Problem> problems;
    const int works =
        !flags.import_file.empty() + !flags.export_file.empty() + !flags.extractors.empty() + flags.list;
    if (works > 1)
        problems.push_back({"extractor", "--extractor, --import, --export and --list are four different things.",
                            "Use one of them at a time."});
    if (!flags.import_file.empty() && flags.kind.empty())
        problems.push_back({"kind", "Imported features need a kind: methods must know what they come from.",
                            "Add --kind image or --kind text."});
    if ((!flags.import_file.empty() || !flags.export_file.empty()) && flags.name.empty())
        problems.push_back({"name", "Features are stored and found under a name.",
                            "Add --name; \"rerank features --list\" shows those there are."});
    if (!flags.row_ids.empty() && flags.import_file.empty())
        problems.push_back({"row_ids", "Row ids belong to a file of features.", "Add --import FILE."});
    return problems;
}

int features(const Common& common, const FeatureFlags& flags) {
    auto problems = check(flags);
    Settings data;
    for (const ParamSpec& spec : data_params()) {
        data[spec.key] = spec.default_value;
        const auto typed = flags.values.find(spec.key);
        if (typed == flags.values.end()) continue;
        Problem problem;
        if (const auto value = parse_value(spec, typed->second, problem))
            data[spec.key] = *value;
        else
            problems.push_back({spec.key, problem.what, problem.fix});
    }
    if (!problems.empty()) {
        report(common, problems);
        return exit_usage;
    }
    ExperimentConfig config;
    config.data = data;
    const PreparedInfo info =
        find_prepared(Workspace{workspace_root(common)}.data(), get_text(data, "dataset_code"), filter_of(config));
    nlohmann::ordered_json document{{"dataset", info.name}};
    if (!flags.list) {
        const Dataset dataset = read_prepared(info.folder);
        if (!flags.import_file.empty())
            document["imported"] = import_into(common, dataset, flags);
        else if (!flags.export_file.empty())
            document["exported"] = export_from(common, dataset, flags);
        else
            document["extracted"] = extract_with_progress(common, dataset, chosen_extractors(flags.extractors));
    }
    document["features"] = list_json(info);
    if (common.json)
        print_json(document);
    else if (flags.list)
        print_list(info);
    return exit_done;
}

}  // namespace

void add_features(Arguments& root, Common& common) {
    auto flags = std::make_shared<FeatureFlags>();
    Arguments& command = root.command("features", "Turn pictures and texts of items into vectors, or import such");
    for (const ParamSpec& spec : data_params()) {
        const FlagHelp help{spec.key == "dataset_code" ? "A prepared dataset" : spec.doc, "", "",
                            to_text(spec.default_value)};
        if (spec.type == ParamType::boolean)
            command.receive_switch(
                flags_of(spec), [flags, key = spec.key](bool on) { flags->values[key] = on ? "true" : "false"; },
                help);
        else
            command.receive(
                flags_of(spec), [flags, key = spec.key](const std::string& text) { flags->values[key] = text; },
                help);
    }
    std::string ids;
    for (const auto& extractor : plain_extractors().all()) ids += extractor->id() + ", ";
    command.texts({"--extractor"}, flags->extractors,
                  {ids + "or all; may be repeated. What is stored and still fits is used again", "", "ID", "all"});
    command.text({"--import"}, flags->import_file,
                 {"Read a .npy file with a row for each item", "Files of other programs", "FILE"});
    command.text({"--row-ids"}, flags->row_ids,
                 {"Text file with the raw item id of each row, one a line", "Files of other programs", "FILE"});
    command.text({"--kind"}, flags->kind,
                 {"image or text: what the imported features come from", "Files of other programs"});
    command.text({"--export"}, flags->export_file,
                 {"Write the features called --name as .npy, and the raw ids of its rows beside it",
                  "Files of other programs", "FILE"});
    command.text({"--name"}, flags->name, {"Name of the features", "Files of other programs"});
    command.flag({"--list"}, flags->list, {"Show what is stored"});
    add_common_flags(command, common);
    command.action([&common, flags] { return features(common, *flags); });
}

}  // namespace wb::cli
