// `rerank datasets`: what is prepared and what can be. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "data_report.h"
#include "dataset/prepared_meta.h"
#include "text_table.h"

namespace wb::cli {

namespace {

struct Source {
    const char *code, *what, *how;
};
constexpr Source sources[] = {
    {"sample", "built in: a made-up catalogue with pictures and texts", "rerank prepare --dataset-code sample"},
    {"ml_100k", "MovieLens 100K (u.data) or latest-small (ratings.csv), told apart by content",
     "rerank prepare --dataset-code ml_100k --raw FOLDER"},
    {"beauty", "Amazon Beauty reviews", "rerank prepare --dataset-code beauty --raw FILES"},
    {"games", "Amazon Video Games reviews", "rerank prepare --dataset-code games --raw FILES"},
    {"<name>", "any CSV or TSV with user, item and time", "rerank prepare --dataset-code NAME --raw FILE"},
};

int list_datasets(const Common& common) {
    const std::vector<PreparedInfo> prepared = list_prepared(Workspace{workspace_root(common)}.data());
    if (common.json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array(), can = nlohmann::ordered_json::array();
        for (const PreparedInfo& info : prepared) list.push_back(as_json(info));
        for (const Source& source : sources)
            can.push_back({{"dataset_code", source.code}, {"what", source.what}, {"command", source.how}});
        print_json({{"prepared", list}, {"can_be_prepared", can}});
        return exit_done;
    }
    if (prepared.empty()) {
        std::cout << "No dataset is prepared in this workspace yet.\n";
    } else {
        TextTable table(
            {"Name", "Users", "Items", "Interactions", "Min rating/uc/sc", "Titles", "Pictures", "Fingerprint"});
        for (std::size_t column : {1, 2, 3, 5, 6}) table.right_align(column);
        for (const PreparedInfo& info : prepared)
            table.add({info.name, grouped(info.users), grouped(info.items), grouped(info.interactions),
                       to_text(ParamValue(info.filter.min_rating)) + "/" + std::to_string(info.filter.min_uc) + "/" +
                           std::to_string(info.filter.min_sc) + (info.filter.single_pass ? " (one pass)" : "") +
                           (info.filter.split == SplitRule::random ? " (random split)" : ""),
                       grouped(info.items_with_title), grouped(info.items_with_image),
                       info.fingerprint.substr(0, 12)});
        table.print(std::cout);
    }
    std::cout << "\nWhat can be prepared:\n";
    TextTable can({"Code", "What", "Command"});
    for (const Source& source : sources) can.add({source.code, source.what, source.how});
    can.print(std::cout);
    return exit_done;
}

/// The prepared dataset with this name, or in the folder with this name.
PreparedInfo named(const Common& common, const std::string& name) {
    std::vector<PreparedInfo> found;
    std::string folders;
    for (const PreparedInfo& info : list_prepared(Workspace{workspace_root(common)}.data())) {
        if (info.folder.filename() == name) return info;
        if (info.name != name) continue;
        found.push_back(info);
        folders += (folders.empty() ? "" : ", ") + info.folder.filename().string();
    }
    if (found.size() == 1) return found.front();
    if (found.empty())
        throw UserError("No prepared dataset is called \"" + name + "\".",
                        "Names are those that \"rerank datasets\" lists.", "Prepare it with rerank prepare.");
    throw UserError("\"" + name + "\" is prepared with several filters.", "The folders are: " + folders + ".",
                    "Name one of these folders.");
}

int show_dataset(const Common& common, const std::string& name) {
    const PreparedInfo info = named(common, name);
    const DatasetStatistics statistics = dataset_statistics(read_prepared(info.folder));
    const std::string report = read_prepared_meta(info.folder).report_json;
    const auto findings = stored_findings(report);
    if (common.json) {
        print_json({{"dataset", as_json(info)},
                    {"statistics", as_json(statistics)},
                    {"findings", as_json(findings)},
                    {"report", nlohmann::ordered_json::parse(report, nullptr, false)}});
        return exit_done;
    }
    std::cout << "Dataset " << info.name << " (" << info.folder.filename().string() << ")\n\n";
    print_statistics(std::cout, statistics, info);
    if (findings.empty()) std::cout << "It was prepared before findings were kept; prepare it again to have them.\n";
    print_findings(std::cout, findings);
    return exit_done;
}

}  // namespace

void add_datasets(Arguments& root, Common& common) {
    auto name = std::make_shared<std::vector<std::string>>();
    Arguments& command =
        root.command("datasets", "List prepared datasets and what can be prepared, or describe one of them");
    command.optional_positional("NAME", *name, "A prepared dataset, or its folder: statistics and findings");
    add_common_flags(command, common);
    command.action(
        [&common, name] { return name->empty() ? list_datasets(common) : show_dataset(common, name->front()); });
}

}  // namespace wb::cli
