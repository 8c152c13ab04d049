// Names and lists of prepared folders. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>

#include "dataset/prepared.h"
#include "dataset/prepared_meta.h"
#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

std::string shortest(double value) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

/// The names under which a code may have been stored: `ml_100k` stands for two data sets.
std::vector<std::string> names_of_code(const std::string& code) {
    if (code == "ml_100k") return {"ml-100k", "ml-latest-small", "ml_100k"};
    if (code == "ml_1m") return {"ml-1m", "ml_1m"};
    return {code};
}

bool same_filter(const PreparedInfo& info, const FilterSettings& filter) {
    auto wanted = filter;
    if (wanted.tie_rule != TieRule::random) wanted.tie_seed = info.filter.tie_seed;
    if (wanted.split != SplitRule::random) wanted.split_seed = info.filter.split_seed;
    return info.filter == wanted;
}

}  // namespace

std::string prepared_folder_name(const std::string& name, const FilterSettings& filter) {
    std::string folder = name + "_min_rating" + shortest(filter.min_rating) + "-min_uc" +
                         std::to_string(filter.min_uc) + "-min_sc" + std::to_string(filter.min_sc);
    if (filter.single_pass) folder += "-single_pass";
    if (filter.tie_rule != TieRule::file_order) folder += "-tie_" + tie_rule_name(filter.tie_rule);
    if (filter.tie_rule == TieRule::random && filter.tie_seed != FilterSettings{}.tie_seed)
        folder += std::to_string(filter.tie_seed);
    if (filter.split != SplitRule::leave_one_out) folder += "-split_" + split_rule_name(filter.split);
    if (filter.split == SplitRule::random && filter.split_seed != FilterSettings{}.split_seed)
        folder += std::to_string(filter.split_seed);
    return folder;
}

std::vector<PreparedInfo> list_prepared(const std::filesystem::path& workspace_data) {
    std::vector<PreparedInfo> list;
    std::error_code error;
    for (std::filesystem::directory_iterator it(workspace_data, error), end; !error && it != end;
         it.increment(error)) {
        std::error_code ignored;
        // Names with a leading dot belong to a `prepare` that is under way or was killed.
        if (it->path().filename().string().starts_with(".") || !it->is_directory(ignored)) continue;
        try {
            list.push_back(read_prepared_meta(it->path()).info);
        } catch (const UserError&) {
            continue;
        }
    }
    std::sort(list.begin(), list.end(), [](const PreparedInfo& a, const PreparedInfo& b) {
        return std::pair(a.name, a.folder.filename().string()) < std::pair(b.name, b.folder.filename().string());
    });
    return list;
}

PreparedInfo find_prepared(const std::filesystem::path& workspace_data, const std::string& dataset_code,
                           const FilterSettings& filter) {
    const auto names = names_of_code(dataset_code);
    std::vector<PreparedInfo> exact, ready, others;
    for (auto& info : list_prepared(workspace_data)) {
        if (std::find(names.begin(), names.end(), info.name) == names.end()) continue;
        auto& group = same_filter(info, filter) ? exact : info.ready_split ? ready : others;
        group.push_back(std::move(info));
    }
    const auto& found = exact.empty() ? ready : exact;
    if (found.size() == 1) return found.front();
    if (found.size() > 1) {
        std::string list;
        for (const auto& info : found) list += (list.empty() ? "" : ", ") + info.folder.filename().string();
        throw UserError("\"" + dataset_code + "\" fits more than one prepared dataset.",
                        "These were found: " + list + ".",
                        "Name one of them, for example --dataset-code " + found.front().name + ".");
    }
    std::string why = "There is no folder \"" + prepared_folder_name(dataset_code, filter) + "\" in \"" +
                      workspace_data.string() + "\".";
    if (!others.empty()) {
        why += " With other filters there are:";
        for (const auto& info : others) why += " " + info.folder.filename().string();
        why += ".";
    }
    const std::string raw = dataset_code == "sample" ? "" : " --raw <folder or files>";
    throw UserError("The dataset \"" + dataset_code + "\" is not prepared with these filters.", why,
                    "Prepare it first: rerank prepare --dataset-code " + dataset_code + raw + " --min-rating " +
                        shortest(filter.min_rating) + " --min-uc " + std::to_string(filter.min_uc) + " --min-sc " +
                        std::to_string(filter.min_sc) + (filter.single_pass ? " --single-pass-filter" : "") +
                        (filter.split == SplitRule::random ? " --split random" : "") + ".");
}

}  // namespace wb
