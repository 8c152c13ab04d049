// `rerank methods`: the registry as lists, details and manual pages. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "experiment/method.h"
#include "experiment_flags.h"
#include "text_table.h"

namespace wb::cli {

namespace {

std::string needs_text(const Needs& needs) {
    std::string text;
    const auto add = [&](bool needed, const char* what) {
        if (needed) text += (text.empty() ? "" : ", ") + std::string(what);
    };
    add(needs.images, "pictures");
    add(needs.text, "texts");
    add(needs.captions, "captions");
    add(needs.summaries, "summaries");
    add(needs.features, "item features");
    add(needs.language_model, "a language model");
    return text.empty() ? "interactions only" : text;
}

nlohmann::ordered_json value_json(const ParamValue& value) {
    return std::visit([](const auto& held) { return nlohmann::ordered_json(held); }, value);
}

nlohmann::ordered_json as_json(const MethodSpec& spec) {
    nlohmann::ordered_json params = nlohmann::ordered_json::array(), presets = nlohmann::ordered_json::array();
    for (const ParamSpec& param : spec.params) {
        nlohmann::ordered_json one{{"key", param.key},
                                   {"flags", flags_of(spec.stage, param)},
                                   {"default", value_json(param.default_value)},
                                   {"range", expectation(param)},
                                   {"title", param.title},
                                   {"doc", param.doc},
                                   {"group", param.group}};
        params.push_back(one);
    }
    for (const Preset& preset : spec.presets) {
        nlohmann::ordered_json values = nlohmann::ordered_json::object();
        for (const auto& [key, value] : preset.values) values[key] = value_json(value);
        presets.push_back({{"id", preset.id}, {"title", preset.title}, {"doc", preset.doc}, {"values", values}});
    }
    return {{"id", spec.id},        {"title", spec.title},         {"stage", std::string(stage_name(spec.stage))},
            {"doc", spec.doc},      {"reference", spec.reference}, {"needs", needs_text(spec.needs)},
            {"parameters", params}, {"presets", presets}};
}

int list_methods(const Common& common) {
    if (common.json) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (const MethodSpec& spec : builtin_methods().methods()) list.push_back(as_json(spec));
        print_json({{"methods", list}});
        return exit_done;
    }
    TextTable table({"Id", "Title", "Stage", "Needs", "Presets"});
    for (const MethodSpec& spec : builtin_methods().methods()) {
        std::string presets;
        for (const Preset& preset : spec.presets) presets += (presets.empty() ? "" : ", ") + preset.id;
        table.add({spec.id, spec.title, std::string(stage_name(spec.stage)), needs_text(spec.needs), presets});
    }
    table.print(std::cout);
    std::cout
        << "\n\"rerank methods ID\" shows a method's flags, \"rerank methods --page ID\" its page of the manual.\n";
    return exit_done;
}

int show_method(const Common& common, const std::string& id, bool page) {
    const MethodSpec* found = nullptr;
    std::vector<std::string> ids;
    for (const MethodSpec& spec : builtin_methods().methods()) {
        ids.push_back(spec.id);
        if (spec.id == id) found = &spec;
    }
    if (!found) throw_unknown_method(id, ids);
    if (common.json) {
        print_json(as_json(*found));
        return exit_done;
    }
    if (page) {
        std::cout << method_page(*found);
        return exit_done;
    }
    std::cout << found->title << " (" << found->id << "), " << stage_name(found->stage) << "\n" << found->doc << "\n";
    if (!found->reference.empty()) std::cout << "Paper: " << found->reference << "\n";
    std::cout << "Needs: " << needs_text(found->needs) << "\n";
    std::string group;
    TextTable table({"Flag", "Default", "Range", "Meaning"});
    for (const ParamSpec& param : found->params)
        table.add(
            {flags_of(found->stage, param).front(), to_text(param.default_value), expectation(param), param.title});
    std::cout << "\n";
    table.print(std::cout);
    if (!found->presets.empty()) std::cout << "\nPresets (--" << stage_name(found->stage) << "-preset):\n";
    for (const Preset& preset : found->presets) {
        std::cout << "  " << preset.id << ": " << preset.title << ". " << preset.doc << "\n";
        if (!preset.warning.empty()) std::cout << "    Mind: " << preset.warning << "\n";
    }
    return exit_done;
}

}  // namespace

void add_methods(Arguments& root, Common& common) {
    struct Flags {
        std::vector<std::string> id;
        std::string page;
    };
    auto flags = std::make_shared<Flags>();
    Arguments& command = root.command("methods", "List the methods, or show one with its flags");
    command.optional_positional("ID", flags->id, "A method");
    command.text({"--page"}, flags->page, {"Print the method's page of the manual, as Markdown", "", "ID"});
    add_common_flags(command, common);
    command.action([&common, flags] {
        if (!flags->page.empty()) return show_method(common, flags->page, true);
        return flags->id.empty() ? list_methods(common) : show_method(common, flags->id.front(), false);
    });
}

}  // namespace wb::cli
