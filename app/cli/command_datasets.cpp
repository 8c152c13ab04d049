// `rerank datasets`: what is prepared and what can be. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "dataset/prepared.h"
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
        for (const PreparedInfo& info : prepared)
            list.push_back({{"name", info.name},
                            {"users", info.users},
                            {"items", info.items},
                            {"interactions", info.interactions},
                            {"min_rating", info.filter.min_rating},
                            {"min_uc", info.filter.min_uc},
                            {"min_sc", info.filter.min_sc},
                            {"items_with_image", info.items_with_image},
                            {"items_with_title", info.items_with_title},
                            {"items_with_text", info.items_with_text},
                            {"items_with_caption", info.items_with_caption},
                            {"items_with_summary", info.items_with_summary},
                            {"text_rule", info.text_rule},
                            {"ready_split", info.ready_split},
                            {"fingerprint", info.fingerprint},
                            {"folder", info.folder.string()}});
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
                           std::to_string(info.filter.min_sc),
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

}  // namespace

void add_datasets(Arguments& root, Common& common) {
    Arguments& command = root.command("datasets", "List prepared datasets and what can be prepared");
    add_common_flags(command, common);
    command.action([&common] { return list_datasets(common); });
}

}  // namespace wb::cli
