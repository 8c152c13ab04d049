// Three files that are the parts of one split, told by their names. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/split_groups.h"

#include <map>

#include "dataset/text_lines.h"
#include "foundation/error.h"

namespace wb {

namespace {

enum class Part { none, train, validation, test };

Part part_of_token(std::string_view token) {
    if (token == "train") return Part::train;
    if (token == "val" || token == "valid" || token == "validation" || token == "dev") return Part::validation;
    return token == "test" ? Part::test : Part::none;
}

/// The part that a name says, and the name without that word; names that say two parts say none.
std::pair<Part, std::string> part_of_name(const std::filesystem::path& path) {
    auto name = lower_ascii(path.filename().string());
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    Part part = Part::none;
    std::string rest, token;
    const auto finish = [&](const std::string& divider) {
        const Part said = part_of_token(token);
        if (said != Part::none && part != Part::none) return false;
        if (said != Part::none)
            part = said;
        else
            rest += token;
        rest += divider;
        token.clear();
        return true;
    };
    for (const char c : name) {
        if (c != '.' && c != '_' && c != '-')
            token += c;
        else if (!finish(std::string(1, c)))
            return {Part::none, name};
    }
    if (!finish("")) return {Part::none, name};
    return {part, rest};
}

}  // namespace

std::optional<SplitGroup> find_split_group(const std::vector<Probe>& probes,
                                           const std::function<bool(const Probe&)>& eligible) {
    std::map<std::string, SplitGroup> groups;
    bool twice = false;
    for (const auto& probe : probes) {
        if (!eligible(probe)) continue;
        const auto [part, rest] = part_of_name(probe.path);
        if (part == Part::none) continue;
        auto& group = groups[probe.path.parent_path().string() + "/" + rest];
        auto& place = part == Part::train ? group.train : part == Part::validation ? group.validation : group.test;
        twice = twice || place != nullptr;
        place = &probe;
    }
    std::vector<SplitGroup> whole;
    for (const auto& [rest, group] : groups)
        if (group.train && group.validation && group.test) whole.push_back(group);
    if (whole.empty()) return std::nullopt;
    if (whole.size() > 1 || twice)
        throw UserError(
            "There is more than one ready split.",
            "Its parts could be: " + whole.front().train->path.filename().string() + " and " +
                (whole.size() > 1 ? whole.back().train->path.filename().string() : "another of that name") + ".",
            "Name the three files to import.");
    return whole.front();
}

}  // namespace wb
