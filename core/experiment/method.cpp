// The registry of methods: what a declaration must fulfil, and its flags. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/method.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "experiment/config.h"

namespace wb {

namespace {

std::string dashed(std::string_view key) {
    std::string text(key);
    std::replace(text.begin(), text.end(), '_', '-');
    return text;
}

bool is_key(const std::string& key) {
    if (key.empty() || key.front() < 'a' || key.front() > 'z') return false;
    return std::all_of(key.begin(), key.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// Flags that the programs and the common parameters own: no method may take one.
const std::set<std::string>& reserved_flags() {
    static const std::set<std::string> flags = [] {
        std::set<std::string> all{"--workspace",     "--name",
                                  "--tag",           "--config",
                                  "--json",          "--help",
                                  "--version",       "--retrieval-method",
                                  "--rerank-method", "--retrieval-preset",
                                  "--rerank-preset"};
        for (const auto* params : {&data_params(), &candidate_params(), &job_params()})
            for (const ParamSpec& spec : *params)
                for (const std::string& flag : flags_of(spec)) all.insert(flag);
        return all;
    }();
    return flags;
}

[[noreturn]] void bug(const MethodSpec& spec, const std::string& text) {
    throw std::logic_error("method \"" + spec.id + "\": " + text);
}

void check_declaration(const MethodSpec& spec) {
    if (!is_key(spec.id)) bug(spec, "the id must be lower-case letters, digits and underscores");
    std::set<std::string> keys{"method", "preset"}, flags;
    for (const ParamSpec& param : spec.params) {
        if (!is_key(param.key)) bug(spec, "the key \"" + param.key + "\" is not snake_case");
        std::vector<std::string> names = param.aliases;
        names.push_back(param.key);
        for (const std::string& name : names)
            if (!keys.insert(name).second) bug(spec, "the key \"" + name + "\" is repeated or reserved");
        for (const std::string& flag : flags_of(spec.stage, param))
            if (reserved_flags().contains(flag) || !flags.insert(flag).second)
                bug(spec, "the flag \"" + flag + "\" is repeated or reserved");
        if (const auto problem = check_value(param, param.default_value))
            bug(spec, "the default of \"" + param.key + "\": " + problem->what);
        if (!param.visible_when.empty() &&
            !spec.find(std::string_view(param.visible_when).substr(0, param.visible_when.find('='))))
            bug(spec, "\"" + param.key + "\" depends on a parameter that does not exist");
    }
    std::set<std::string> presets;
    for (const Preset& preset : spec.presets) {
        if (!presets.insert(preset.id).second) bug(spec, "the preset \"" + preset.id + "\" is repeated");
        for (const auto& [key, value] : preset.values) {
            const ParamSpec* param = spec.find(key);
            if (!param || param->key != key)
                bug(spec, "the preset \"" + preset.id + "\" sets unknown \"" + key + "\"");
            if (const auto problem = check_value(*param, value))
                bug(spec, "the preset \"" + preset.id + "\": " + problem->what);
        }
    }
}

}  // namespace

std::string_view stage_name(Stage stage) {
    return stage == Stage::retrieval ? "retrieval" : "rerank";
}

const ParamSpec* MethodSpec::find(std::string_view key_or_alias) const {
    for (const ParamSpec& param : params)
        if (param.key == key_or_alias) return &param;
    for (const ParamSpec& param : params)
        if (std::find(param.aliases.begin(), param.aliases.end(), key_or_alias) != param.aliases.end()) return &param;
    return nullptr;
}

const Preset* MethodSpec::find_preset(std::string_view preset_id) const {
    for (const Preset& preset : presets)
        if (preset.id == preset_id) return &preset;
    return nullptr;
}

Settings MethodSpec::defaults() const {
    Settings settings;
    for (const ParamSpec& param : params) settings[param.key] = coerced(param, param.default_value);
    return settings;
}

void Registry::add(MethodSpec spec) {
    for (const MethodSpec& other : methods_)
        if (other.id == spec.id) bug(spec, "the id is taken");
    for (const MethodSpec& other : methods_)  // one flag means one thing in every command
        for (const ParamSpec& theirs : other.params)
            for (const std::string& flag : flags_of(other.stage, theirs))
                for (const ParamSpec& ours : spec.params) {
                    if (other.stage == spec.stage && theirs.key == ours.key) continue;
                    const auto flags = flags_of(spec.stage, ours);
                    if (std::find(flags.begin(), flags.end(), flag) != flags.end())
                        bug(spec, "the flag \"" + flag + "\" belongs to \"" + theirs.key + "\" of " + other.id);
                }
    check_declaration(spec);
    methods_.push_back(std::move(spec));
}

std::vector<const MethodSpec*> Registry::of_stage(Stage stage) const {
    std::vector<const MethodSpec*> found;
    for (const MethodSpec& spec : methods_)
        if (spec.stage == stage) found.push_back(&spec);
    return found;
}

const MethodSpec* Registry::find(Stage stage, std::string_view id) const {
    for (const MethodSpec& spec : methods_)
        if (spec.stage == stage && spec.id == id) return &spec;
    return nullptr;
}

const Registry& builtin_methods() {
    static const Registry registry = [] {
        Registry made;
        register_builtin_methods(made);
        return made;
    }();
    return registry;
}

std::vector<std::string> flags_of(Stage stage, const ParamSpec& spec) {
    std::vector<std::string> flags{"--" + std::string(stage_name(stage)) + "-" + dashed(spec.key)};
    for (const std::string& flag : spec.flags) flags.push_back("--" + dashed(flag));
    return flags;
}

std::vector<std::string> flags_of(const ParamSpec& spec) {
    std::vector<std::string> flags{"--" + dashed(spec.key)};
    for (const std::string& flag : spec.flags) flags.push_back("--" + dashed(flag));
    return flags;
}

}  // namespace wb
