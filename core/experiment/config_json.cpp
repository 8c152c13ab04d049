// The stored form of a config, and its identity. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "experiment/config.h"
#include "foundation/files.h"

namespace wb {

namespace {

using Json = nlohmann::json;  // objects are sorted by key, reals print shortest: the text is canonical

constexpr int format_version = 1;

Json to_json(const Settings& settings) {
    Json object = Json::object();
    for (const auto& [key, value] : settings) std::visit([&, name = key](const auto& v) { object[name] = v; }, value);
    return object;
}

Json to_json(const std::optional<MethodChoice>& choice, bool with_preset) {
    if (!choice) return nullptr;
    Json object{{"method", choice->method}, {"settings", to_json(choice->settings)}};
    if (with_preset) object["preset"] = choice->preset;
    return object;
}

Json identity(const ExperimentConfig& config, bool whole) {
    Json object{{"version", format_version},
                {"task", config.task},
                {"data", to_json(config.data)},
                {"candidates", to_json(config.candidates)},
                {"retrieval", to_json(config.retrieval, whole)},
                {"rerank", to_json(config.rerank, whole)}};
    // Settings that came later belong to the identity only where they say something new, so that what was stored
    // before keeps its hash, and with it its checkpoints and its group of seeds.
    if (!whole && object["candidates"].value("candidate_sampling", "") == "uniform")
        object["candidates"].erase("candidate_sampling");
    if (!whole && object["data"].value("split", "") == "leave_one_out") {
        object["data"].erase("split");
        object["data"].erase("split_seed");
    }
    if (whole) object["job"] = to_json(config.job);
    return object;
}

[[noreturn]] void refuse(const std::string& why, const std::string& fix) {
    throw UserError("This is not a configuration that can be used.", why, fix);
}

const Json& member(const Json& object, const char* key) {
    static const Json nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

std::string text_of(const Json& object, const char* key) {
    const Json& value = member(object, key);
    if (value.is_null()) return {};
    if (!value.is_string()) refuse("\"" + std::string(key) + "\" must be a text.", "Correct it.");
    return value.get<std::string>();
}

std::optional<ParamValue> to_value(const Json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (value.is_number_float()) return value.get<double>();
    if (value.is_string()) return value.get<std::string>();
    return std::nullopt;
}

Settings settings_from(const Json& object, const std::string& section, const std::vector<ParamSpec>& params,
                       std::vector<Problem>& problems) {
    Settings settings;
    for (const ParamSpec& spec : params) settings[spec.key] = coerced(spec, spec.default_value);
    if (object.is_null()) return settings;
    if (!object.is_object()) refuse("\"" + section + "\" must be an object.", "Correct it.");
    for (const auto& [key, json_value] : object.items()) {
        const std::string full_key = section + "." + key;
        const ParamSpec* spec = nullptr;
        for (const ParamSpec& one : params) {
            if (one.key == key) spec = &one;
            for (const std::string& old : one.aliases)
                if (!spec && old == key && !object.contains(one.key)) spec = &one;
        }
        if (!spec) {
            problems.push_back({full_key, "There is no setting \"" + full_key + "\".",
                                "It may come from a newer program; remove it or use that program."});
            continue;
        }
        const auto value = to_value(json_value);
        if (!value) {
            problems.push_back({full_key, "The value of \"" + full_key + "\" is of no known kind.",
                                "Give " + expectation(*spec) + "."});
        } else if (auto problem = check_value(*spec, *value)) {
            problem->key = full_key;
            problems.push_back(std::move(*problem));
        } else {
            settings[spec->key] = coerced(*spec, *value);
        }
    }
    return settings;
}

std::optional<MethodChoice> choice_from(const Registry& registry, Stage stage, const Json& object,
                                        std::vector<Problem>& problems) {
    if (object.is_null()) return std::nullopt;
    const std::string section(stage_name(stage));
    if (!object.is_object()) refuse("\"" + section + "\" must be an object.", "Correct it.");
    const std::string id = text_of(object, "method");
    const MethodSpec* spec = registry.find(stage, id);
    if (!spec)
        throw UserError("The configuration needs the " + section + " method \"" + id + "\".",
                        "This program does not have that method.",
                        "Use a program that has it; \"rerank methods\" lists what is here.");
    MethodChoice choice;
    choice.method = id;
    choice.preset = text_of(object, "preset");
    choice.settings = settings_from(member(object, "settings"), section, spec->params, problems);
    return choice;
}

}  // namespace

std::string config_to_json(const ExperimentConfig& config) {
    return identity(config, true).dump();
}

std::string config_hash(const ExperimentConfig& config) {
    return sha256_hex(identity(config, false).dump());
}

ExperimentConfig config_from_json(const Registry& registry, const std::string& json) {
    const Json object = Json::parse(json, nullptr, false);
    if (!object.is_object())
        refuse("It is not a JSON object.", "Use a file that \"rerank runs show --json\" or a run wrote.");
    const Json& version = member(object, "version");
    if (!version.is_number_integer())
        refuse("It has no \"version\".", "Use a file that \"rerank runs show --json\" or a run wrote.");
    if (version.get<std::int64_t>() != format_version)
        refuse("Its version is " + version.dump() + "; this program reads version " + std::to_string(format_version) +
                   ".",
               "Use the program that wrote it.");
    ExperimentConfig config;
    std::vector<Problem> problems;
    config.task = text_of(object, "task");
    if (config.task != task_train_retrieval && config.task != task_train_rerank &&
        config.task != task_train_pipeline && config.task != task_evaluate)
        refuse("\"" + config.task + "\" is not a task.", "Correct \"task\".");
    config.data = settings_from(member(object, "data"), "data", data_params(), problems);
    config.candidates = settings_from(member(object, "candidates"), "candidates", candidate_params(), problems);
    config.job = settings_from(member(object, "job"), "job", job_params(), problems);
    config.retrieval = choice_from(registry, Stage::retrieval, member(object, "retrieval"), problems);
    config.rerank = choice_from(registry, Stage::rerank, member(object, "rerank"), problems);
    if (!problems.empty()) throw_problems(problems);
    return config;
}

}  // namespace wb
