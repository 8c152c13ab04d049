// meta.json of a prepared folder. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/prepared_meta.h"

#include <nlohmann/json.hpp>

#include "foundation/error.h"
#include "foundation/files.h"

namespace wb {

namespace {

using nlohmann::json;

constexpr int k_format = 1;

}  // namespace

std::string tie_rule_name(TieRule rule) {
    switch (rule) {
        case TieRule::file_order:
            return "file_order";
        case TieRule::item_id:
            return "item_id";
        case TieRule::random:
            return "random";
    }
    throw std::logic_error("tie rule without a name");
}

TieRule tie_rule_from(const std::string& name) {
    if (name == "file_order") return TieRule::file_order;
    if (name == "item_id") return TieRule::item_id;
    if (name == "random") return TieRule::random;
    throw UserError("The tie rule \"" + name + "\" is not known.", "It must be file_order, item_id or random.",
                    "Prepare the dataset again.");
}

std::string split_rule_name(SplitRule rule) {
    return rule == SplitRule::random ? "random" : "leave_one_out";
}

SplitRule split_rule_from(const std::string& name) {
    for (const auto rule : {SplitRule::leave_one_out, SplitRule::random})
        if (name == split_rule_name(rule)) return rule;
    throw UserError("The split \"" + name + "\" is not known.", "It must be leave_one_out or random.",
                    "Prepare the dataset again.");
}

PreparedInfo prepared_info(const Dataset& dataset, const std::filesystem::path& folder) {
    PreparedInfo info;
    info.name = dataset.name;
    info.folder = folder;
    info.filter = dataset.filter;
    info.users = dataset.user_count();
    info.items = dataset.item_count();
    info.interactions = dataset.interactions;
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const Item& item = dataset.items[i];
        info.items_with_image += !item.image.empty();
        info.items_with_title += !item.title.empty();
        info.items_with_text += !item.text.empty();
        info.items_with_caption += !item.caption.empty();
        info.items_with_summary += !item.summary.empty();
    }
    info.text_rule = dataset.text_rule;
    info.caption_source = dataset.caption_source;
    info.summary_source = dataset.summary_source;
    info.fingerprint = dataset.fingerprint;
    info.ready_split = dataset.ready_split;
    info.leave_one_out = dataset.leave_one_out();
    return info;
}

std::string prepared_meta_json(const PreparedMeta& meta) {
    const auto& info = meta.info;
    json report = json::parse(meta.report_json, nullptr, false);
    if (!report.is_object()) throw std::logic_error("the report of a prepared folder is no JSON object");
    const json document = {{"format", k_format},
                           {"name", info.name},
                           {"ready_split", info.ready_split},
                           {"leave_one_out", info.leave_one_out},
                           {"filter",
                            {{"min_rating", info.filter.min_rating},
                             {"min_uc", info.filter.min_uc},
                             {"min_sc", info.filter.min_sc},
                             {"single_pass", info.filter.single_pass},
                             {"tie_rule", tie_rule_name(info.filter.tie_rule)},
                             {"tie_seed", info.filter.tie_seed},
                             {"split", split_rule_name(info.filter.split)},
                             {"split_seed", info.filter.split_seed}}},
                           {"users", info.users},
                           {"items", info.items},
                           {"interactions", info.interactions},
                           {"items_with_image", info.items_with_image},
                           {"items_with_title", info.items_with_title},
                           {"items_with_text", info.items_with_text},
                           {"items_with_caption", info.items_with_caption},
                           {"items_with_summary", info.items_with_summary},
                           {"text_rule", info.text_rule},
                           {"caption_source", info.caption_source},
                           {"summary_source", info.summary_source},
                           {"fingerprint", info.fingerprint},
                           {"files", meta.digests},
                           {"report", std::move(report)}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

PreparedMeta read_prepared_meta(const std::filesystem::path& folder) {
    const auto path = folder / "meta.json";
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        throw UserError("\"" + folder.string() + "\" is not a prepared dataset.",
                        "It has no meta.json, which is written last and says that the folder is whole.",
                        "Prepare the dataset again with rerank prepare.");
    const auto bytes = read_file(path, std::uint64_t{1} << 26);
    try {
        const json document = json::parse(bytes);
        if (document.at("format").get<int>() != k_format)
            throw UserError("\"" + folder.string() + "\" was prepared by another version.",
                            "Its format has the number " + std::to_string(document.at("format").get<int>()) +
                                ", this version reads " + std::to_string(k_format) + ".",
                            "Prepare the dataset again with rerank prepare.");
        PreparedMeta meta;
        auto& info = meta.info;
        info.name = document.at("name").get<std::string>();
        info.folder = folder;
        info.ready_split = document.at("ready_split").get<bool>();
        const auto& filter = document.at("filter");
        info.filter.min_rating = filter.at("min_rating").get<double>();
        info.filter.min_uc = filter.at("min_uc").get<int>();
        info.filter.min_sc = filter.at("min_sc").get<int>();
        info.filter.single_pass = filter.value("single_pass", false);  // older folders do not have it
        info.filter.tie_rule = tie_rule_from(filter.at("tie_rule").get<std::string>());
        info.filter.tie_seed = filter.at("tie_seed").get<std::uint64_t>();
        info.filter.split = split_rule_from(filter.value("split", "leave_one_out"));
        info.filter.split_seed = filter.value("split_seed", FilterSettings{}.split_seed);
        info.leave_one_out = document.value("leave_one_out", true);
        info.users = document.at("users").get<std::int64_t>();
        info.items = document.at("items").get<std::int64_t>();
        info.interactions = document.at("interactions").get<std::int64_t>();
        info.items_with_image = document.at("items_with_image").get<std::int64_t>();
        info.items_with_title = document.at("items_with_title").get<std::int64_t>();
        info.items_with_text = document.at("items_with_text").get<std::int64_t>();
        info.items_with_caption = document.at("items_with_caption").get<std::int64_t>();
        info.items_with_summary = document.at("items_with_summary").get<std::int64_t>();
        info.text_rule = document.value("text_rule", "");
        info.caption_source = document.value("caption_source", "");
        info.summary_source = document.value("summary_source", "");
        info.fingerprint = document.at("fingerprint").get<std::string>();
        meta.digests = document.at("files").get<std::map<std::string, std::string>>();
        meta.report_json = document.at("report").dump();
        return meta;
    } catch (const json::exception& problem) {
        throw UserError("The file \"" + path.string() + "\" is damaged.",
                        std::string("It cannot be read as the description of a dataset (") + problem.what() + ").",
                        "Prepare the dataset again with rerank prepare.");
    }
}

}  // namespace wb
