// A config as people read it: flat keys, differences, and the command that makes it. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "experiment/config.h"

namespace wb {

namespace {

void add_section(std::map<std::string, std::string>& flat, const std::string& section, const Settings& settings) {
    for (const auto& [key, value] : settings) flat[section + "." + key] = to_text(value);
}

std::string shell_quoted(const std::string& text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+=@%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    quoted += '\'';
    return quoted;
}

/// One section's flags; `base` is what holds without any flag.
void add_flags(std::string& line, const ExperimentRequest& request, const std::string& section,
               const std::vector<ParamSpec>& params, const Settings& base,
               const std::function<std::string(const ParamSpec&)>& flag_of) {
    for (const ParamSpec& spec : params) {
        std::vector<std::string> names = spec.aliases;
        names.insert(names.begin(), spec.key);
        const std::string* text = nullptr;
        for (const std::string& name : names)
            for (const auto& [full_key, given] : request.values) {
                std::string key = full_key;
                std::replace(key.begin(), key.end(), '-', '_');
                if (!text && key == section + "." + name) text = &given;
            }
        if (!text || spec.key == "dataset_code") continue;
        Problem ignored;
        const auto value = parse_value(spec, *text, ignored);
        const auto standing = base.find(spec.key);
        if (value && standing != base.end() && *value == standing->second) continue;
        const std::string shown = shell_quoted(value ? to_text(*value) : *text);
        line.append(" ").append(flag_of(spec)).append(spec.type == ParamType::boolean ? "=" : " ").append(shown);
    }
}

Settings defaults_of(const std::vector<ParamSpec>& params) {
    Settings settings;
    for (const ParamSpec& spec : params) settings[spec.key] = coerced(spec, spec.default_value);
    return settings;
}

std::vector<ParamSpec> without(std::vector<ParamSpec> params, const std::string& key) {
    std::erase_if(params, [&](const ParamSpec& spec) { return spec.key == key; });
    return params;
}

void add_method(std::string& line, const Registry& registry, const ExperimentRequest& request, Stage stage) {
    const bool first = stage == Stage::retrieval;
    const std::string& id = first ? request.retrieval_method : request.rerank_method;
    const std::string& preset_id = first ? request.retrieval_preset : request.rerank_preset;
    if (id.empty()) return;
    const std::string section(stage_name(stage));
    line += " --" + section + "-method " + shell_quoted(id);
    if (!preset_id.empty()) line += " --" + section + "-preset " + shell_quoted(preset_id);
    const MethodSpec* spec = registry.find(stage, id);
    if (!spec) return;
    Settings base = spec->defaults();
    if (const Preset* preset = spec->find_preset(preset_id))
        for (const auto& [key, value] : preset->values) base[key] = coerced(*spec->find(key), value);
    add_flags(line, request, section, spec->params, base,
              [stage](const ParamSpec& param) { return flags_of(stage, param).front(); });
}

}  // namespace

ExperimentRequest request_from_config(const ExperimentConfig& config) {
    ExperimentRequest request;
    request.task = config.task;
    const auto add = [&](const std::string& section, const Settings& settings) {
        add_section(request.values, section, settings);
    };
    add("data", config.data);
    add("candidates", config.candidates);
    add("job", config.job);
    if (config.retrieval) {
        request.retrieval_method = config.retrieval->method;
        request.retrieval_preset = config.retrieval->preset;
        add("retrieval", config.retrieval->settings);
    }
    if (config.rerank) {
        request.rerank_method = config.rerank->method;
        request.rerank_preset = config.rerank->preset;
        add("rerank", config.rerank->settings);
    }
    return request;
}

std::map<std::string, std::string> flat_settings(const ExperimentConfig& config) {
    std::map<std::string, std::string> flat = request_from_config(config).values;
    flat["task"] = config.task;
    const auto add = [&](const std::string& section, const std::optional<MethodChoice>& choice) {
        if (!choice) return;
        flat[section + ".method"] = choice->method;
        if (!choice->preset.empty()) flat[section + ".preset"] = choice->preset;
    };
    add("retrieval", config.retrieval);
    add("rerank", config.rerank);
    return flat;
}

std::vector<ConfigDifference> config_differences(const std::vector<ExperimentConfig>& configs) {
    std::vector<std::map<std::string, std::string>> all;
    std::set<std::string> keys;
    for (const ExperimentConfig& config : configs) {
        all.push_back(flat_settings(config));
        for (const auto& [key, text] : all.back()) keys.insert(key);
    }
    std::vector<ConfigDifference> differences;
    for (const std::string& key : keys) {
        ConfigDifference difference{key, {}};
        for (const auto& flat : all) {
            const auto found = flat.find(key);
            difference.values.push_back(found == flat.end() ? "-" : found->second);
        }
        const auto& values = difference.values;
        if (std::any_of(values.begin(), values.end(), [&](const std::string& v) { return v != values.front(); }))
            differences.push_back(std::move(difference));
    }
    return differences;
}

std::string command_line_of(const Registry& registry, const ExperimentRequest& request) {
    std::string line = "rerank " + request.task;
    const auto given = [&](const char* key) {
        const auto found = request.values.find(key);
        return found == request.values.end() ? std::string() : found->second;
    };
    const bool evaluates = request.task == task_evaluate;
    if (evaluates) line += " --run " + shell_quoted(given("candidates.source_run"));
    const auto dataset = request.values.find("data.dataset_code");
    if (!evaluates)
        line += " --dataset-code " + shell_quoted(dataset == request.values.end() ? "sample" : dataset->second);
    const auto common = [&](const std::string& section, const std::vector<ParamSpec>& params) {
        add_flags(line, request, section, params, defaults_of(params),
                  [](const ParamSpec& param) { return flags_of(param).front(); });
    };
    if (!evaluates) {  // data and methods are those of the run
        common("data", data_params());
        // In train-rerank a retriever only says whose lists are meant.
        if (request.task == task_train_rerank && !request.retrieval_method.empty())
            line += " --retrieval-method " + shell_quoted(request.retrieval_method);
        else
            add_method(line, registry, request, Stage::retrieval);
        add_method(line, registry, request, Stage::rerank);
    }
    common("candidates", evaluates ? without(candidate_params(), "source_run") : candidate_params());
    common("job", job_params());
    return line;
}

}  // namespace wb
