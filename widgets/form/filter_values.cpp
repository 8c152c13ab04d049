// Filter settings as the texts of a form. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/filter_values.h"

#include "dataset/prepared_meta.h"
#include "experiment/config.h"

std::map<std::string, std::string> filterValues(const wb::FilterSettings& filter) {
    std::map<std::string, std::string> values{{"min_rating", wb::to_text(filter.min_rating)},
                                              {"min_uc", std::to_string(filter.min_uc)},
                                              {"min_sc", std::to_string(filter.min_sc)},
                                              {"tie_rule", wb::tie_rule_name(filter.tie_rule)},
                                              {"split", wb::split_rule_name(filter.split)}};
    if (filter.single_pass) values["single_pass_filter"] = "true";
    if (filter.tie_rule == wb::TieRule::random) values["tie_seed"] = std::to_string(filter.tie_seed);
    if (filter.split == wb::SplitRule::random) values["split_seed"] = std::to_string(filter.split_seed);
    return values;
}

wb::FilterSettings filterFrom(const std::map<std::string, std::string>& values) {
    wb::FilterSettings filter;
    for (const auto& spec : wb::data_params()) {
        const auto found = values.find(spec.key);
        if (found == values.end()) continue;
        wb::Problem ignored;
        const auto value = wb::parse_value(spec, found->second, ignored);
        if (!value) continue;
        if (spec.key == "min_rating") filter.min_rating = std::get<double>(*value);
        if (spec.key == "min_uc") filter.min_uc = static_cast<int>(std::get<std::int64_t>(*value));
        if (spec.key == "min_sc") filter.min_sc = static_cast<int>(std::get<std::int64_t>(*value));
        if (spec.key == "single_pass_filter") filter.single_pass = std::get<bool>(*value);
        if (spec.key == "tie_seed") filter.tie_seed = static_cast<std::uint64_t>(std::get<std::int64_t>(*value));
        if (spec.key == "tie_rule") filter.tie_rule = wb::tie_rule_from(std::get<std::string>(*value));
        if (spec.key == "split") filter.split = wb::split_rule_from(std::get<std::string>(*value));
        if (spec.key == "split_seed") filter.split_seed = static_cast<std::uint64_t>(std::get<std::int64_t>(*value));
    }
    return filter;
}
