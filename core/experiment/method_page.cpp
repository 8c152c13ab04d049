// The manual's page of a method, written from its declaration. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "experiment/config.h"

namespace wb {

namespace {

std::string cell(std::string text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c == '\n' ? ' ' : c;
    }
    return escaped;
}

std::string joined(const std::vector<std::string>& parts, const std::string& between) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
    return text;
}

std::string needs_of(const Needs& needs) {
    std::vector<std::string> parts{"interactions"};
    if (needs.images) parts.push_back("images");
    if (needs.text) parts.push_back("item texts");
    if (needs.captions) parts.push_back("image captions");
    if (needs.summaries) parts.push_back("semantic summaries");
    if (needs.features) parts.push_back("item features");
    if (needs.leave_one_out) parts.push_back("a leave-one-out split");
    if (needs.language_model) parts.push_back("a language model");
    return joined(parts, ", ");
}

std::string param_row(Stage stage, const ParamSpec& spec) {
    std::vector<std::string> flags;
    for (const std::string& flag : flags_of(stage, spec)) flags.push_back("`" + flag + "`");
    const std::string value = to_text(spec.default_value);
    std::string doc = spec.doc;
    for (const Choice& choice : spec.choices) doc += " `" + choice.id + "`: " + choice.doc;
    if (!spec.visible_when.empty()) doc += " Used only with `" + spec.visible_when + "`.";
    if (spec.advanced) doc += " (advanced)";
    return "| " + cell(spec.title) + " | " + cell(joined(flags, " ")) + " | " +
           cell(value.empty() ? "" : "`" + value + "`") + " | " +
           cell(expectation(spec) + (spec.unit.empty() ? "" : ", " + spec.unit)) + " | " + cell(doc) + " |\n";
}

}  // namespace

std::string method_page(const MethodSpec& spec) {
    const std::string stage(stage_name(spec.stage));
    std::string page = "# " + spec.title + "\n\n" + spec.doc + "\n\n";
    page += "- Stage: " + std::string(spec.stage == Stage::retrieval ? "1, retrieval" : "2, reranking") + "\n";
    page += "- Needs: " + needs_of(spec.needs) + "\n";
    if (!spec.reference.empty()) page += "- Paper: " + spec.reference + "\n";
    page += "\n```\nrerank train-" + stage + " --dataset-code sample --" + stage + "-method " + spec.id + "\n```\n";
    std::vector<std::string> groups;
    for (const ParamSpec& param : spec.params)
        if (std::find(groups.begin(), groups.end(), param.group) == groups.end()) groups.push_back(param.group);
    for (const std::string& group : groups) {
        page += "\n## " + (group.empty() ? std::string("Settings") : group) + "\n\n";
        page += "| setting | flag | default | values | meaning |\n|---|---|---|---|---|\n";
        for (const ParamSpec& param : spec.params)
            if (param.group == group) page += param_row(spec.stage, param);
    }
    if (!spec.presets.empty()) page += "\n## Presets\n\nA value given explicitly wins over the preset.\n";
    for (const Preset& preset : spec.presets) {
        page += "\n### " + preset.title + " (`--" + stage + "-preset " + preset.id + "`)\n\n" + preset.doc + "\n\n";
        for (const auto& [key, value] : preset.values) page += "- `" + key + "` = `" + to_text(value) + "`\n";
        if (!preset.warning.empty()) page += "\nWarning: " + preset.warning + "\n";
    }
    return page;
}

}  // namespace wb
