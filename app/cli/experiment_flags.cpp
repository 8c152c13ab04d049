// Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment_flags.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "foundation/files.h"

namespace wb::cli {

namespace {

std::string value_name(const ParamSpec& spec) {
    switch (spec.type) {
        case ParamType::integer:
            return "INT";
        case ParamType::real:
            return "REAL";
        case ParamType::choice: {
            std::string names;
            for (const Choice& choice : spec.choices) names += (names.empty() ? "" : "|") + choice.id;
            return names;
        }
        default:
            return "TEXT";
    }
}

std::string help_of(const ParamSpec& spec) {
    std::string text = spec.title.empty() ? spec.doc : spec.title + ". " + spec.doc;
    if (!spec.unit.empty()) text += " In " + spec.unit + ".";
    if (spec.type == ParamType::integer || spec.type == ParamType::real) text += " (" + expectation(spec) + ")";
    if (!spec.visible_when.empty()) text += " (only with " + spec.visible_when + ")";
    return text;
}

void add_param(Arguments& command, const std::vector<std::string>& flags, const std::string& full_key,
               const ParamSpec& spec, const std::string& group, const std::shared_ptr<ExperimentFlags>& into) {
    const FlagHelp help{help_of(spec), group, value_name(spec), to_text(spec.default_value)};
    if (spec.type == ParamType::boolean)
        command.receive_switch(
            flags, [into, full_key](bool on) { into->request.values[full_key] = on ? "true" : "false"; }, help);
    else
        command.receive(
            flags, [into, full_key](const std::string& text) { into->request.values[full_key] = text; }, help);
}

void drop_section(ExperimentRequest& request, const std::string& section) {
    std::erase_if(request.values, [&](const auto& entry) { return entry.first.rfind(section + ".", 0) == 0; });
}

/// The method of a stage as typed, else of the file, else `otherwise`; then its flags.
void add_method(Arguments& command, const Common& common, Stage stage, const std::string& otherwise,
                const std::shared_ptr<ExperimentFlags>& flags) {
    const std::string section(stage_name(stage));
    ExperimentRequest& request = flags->request;
    std::string& id = stage == Stage::retrieval ? request.retrieval_method : request.rerank_method;
    std::string& preset = stage == Stage::retrieval ? request.retrieval_preset : request.rerank_preset;
    const std::string typed = value_of(common.arguments, "--" + section + "-method");
    if (!typed.empty() && typed != id) {
        drop_section(request, section);
        preset.clear();
        id = typed;
    }
    if (id.empty()) id = otherwise;

    std::vector<std::string> known;
    for (const MethodSpec* spec : builtin_methods().of_stage(stage)) known.push_back(spec->id);
    const std::string group = "Methods";
    std::string ids, presets;
    for (const std::string& name : known) ids += (ids.empty() ? "" : "|") + name;
    command.receive({"--" + section + "-method"}, [](const std::string&) {},
                    {"Method of stage " + std::string(stage == Stage::retrieval ? "1" : "2"), group, ids, id});
    const MethodSpec* spec = id.empty() ? nullptr : builtin_methods().find(stage, id);
    if (!id.empty() && !spec) throw_unknown_method(id, known);
    if (spec)
        for (const Preset& one : spec->presets) presets += (presets.empty() ? "" : "|") + one.id;
    command.text({"--" + section + "-preset"}, preset,
                 {"Named set of values of the method; flags overrule it", group, presets.empty() ? "TEXT" : presets});
    if (!spec) return;
    for (const ParamSpec& param : spec->params)
        add_param(command, flags_of(stage, param), section + "." + param.key, param,
                  spec->title + (param.group.empty() ? "" : ": " + param.group), flags);
    if (spec->find("base_precision"))
        command.receive_switch(
            {"--use-quantization"},
            [key = section + ".base_precision", flags](bool on) { flags->request.values[key] = on ? "nf4" : "auto"; },
            {"The same as --rerank-base-precision nf4 (with false: auto)", spec->title});
}

/// Says to which method or task an unknown flag belongs.
std::string owner_of_flag(const std::string& flag) {
    for (const MethodSpec& spec : builtin_methods().methods())
        for (const ParamSpec& param : spec.params) {
            const std::vector<std::string> flags = flags_of(spec.stage, param);
            if (std::find(flags.begin(), flags.end(), flag) != flags.end())
                return "It belongs to " + spec.title + ": add --" + std::string(stage_name(spec.stage)) + "-method " +
                       spec.id + ".";
        }
    if (flag == "--use-quantization") return "It belongs to Qwen3: add --rerank-method qwen.";
    // Of published scripts, for what is not there yet.
    if (flag == "--semantic-summary-batch-size") return "This version does not write summaries: leave it out.";
    return "";
}

std::string as_text(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

void throw_unknown_method(const std::string& id, const std::vector<std::string>& known) {
    std::string list;
    for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
    const std::string near = nearest_word(id, known);
    throw UserError(
        "There is no method \"" + id + "\" here.", "The methods that fit are: " + list + ".",
        (near.empty() ? "" : "Did you mean " + near + "? ") + std::string("\"rerank methods\" describes them."));
}

ExperimentRequest request_from_file(const std::string& file) {
    const nlohmann::json document = nlohmann::json::parse(read_file(file, std::uint64_t{1} << 24), nullptr, false);
    if (!document.is_object())
        throw UserError(file + " is not a JSON object.",
                        "--config reads a stored config, or {\"section.key\": value}.",
                        "\"rerank runs show RUN --json\" prints a config to start from.");
    // The result document and "runs show --json" hold the config under a key of its own.
    const nlohmann::json& inner =
        document.contains("config") && document["config"].is_object() ? document["config"] : document;
    const bool nested = std::any_of(inner.begin(), inner.end(), [](const auto& value) { return value.is_object(); });
    if (nested) return request_from_config(config_from_json(builtin_methods(), inner.dump()));
    ExperimentRequest request;
    request.task.clear();
    const std::map<std::string, std::string*> own{{"task", &request.task},
                                                  {"retrieval_method", &request.retrieval_method},
                                                  {"retrieval.method", &request.retrieval_method},
                                                  {"rerank_method", &request.rerank_method},
                                                  {"rerank.method", &request.rerank_method},
                                                  {"retrieval_preset", &request.retrieval_preset},
                                                  {"retrieval.preset", &request.retrieval_preset},
                                                  {"rerank_preset", &request.rerank_preset},
                                                  {"rerank.preset", &request.rerank_preset}};
    for (const auto& [key, value] : inner.items()) {
        const auto target = own.find(key);
        if (target != own.end())
            *target->second = as_text(value);
        else
            request.values[key] = as_text(value);
    }
    return request;
}

void add_param_flags(Arguments& command, const std::string& section, const std::vector<ParamSpec>& params,
                     const std::vector<std::string>& keys, const std::shared_ptr<ExperimentFlags>& flags) {
    for (const ParamSpec& spec : params)
        if (keys.empty() || std::find(keys.begin(), keys.end(), spec.key) != keys.end())
            add_param(command, flags_of(spec), section + "." + spec.key, spec, spec.group, flags);
}

void add_run_flags(Arguments& command, const std::shared_ptr<ExperimentFlags>& flags) {
    add_param_flags(command, "job", job_params(), {}, flags);
    command.text({"--name"}, flags->name, {"Name of the run", "Run"});
    command.texts({"--tag"}, flags->tags, {"Tag of the run; may be repeated", "Run"});
}

std::shared_ptr<ExperimentFlags> add_experiment_flags(Arguments& command, const Common& common,
                                                      const std::string& task) {
    auto flags = std::make_shared<ExperimentFlags>();
    if (const std::string file = value_of(common.arguments, "--config"); !file.empty())
        flags->request = request_from_file(file);
    flags->request.task = task;
    command.receive({"--config"}, [](const std::string&) {},
                    {"JSON of a stored config, or {\"section.key\": value}; flags overrule it", "", "FILE"});
    add_param_flags(command, "data", data_params(), {}, flags);

    const bool retrieval = task != task_train_rerank, rerank = task != task_train_retrieval;
    ExperimentRequest& request = flags->request;
    if (!rerank) {
        drop_section(request, "rerank");
        request.rerank_method = request.rerank_preset = "";
    }
    if (retrieval || rerank) add_method(command, common, Stage::retrieval, retrieval ? "lrurec" : "", flags);
    if (rerank) add_method(command, common, Stage::rerank, "bert4rec", flags);
    add_param_flags(command, "candidates", candidate_params(),
                    rerank ? std::vector<std::string>{} : std::vector<std::string>{"retrieval_top_k", "eval_split"},
                    flags);
    add_run_flags(command, flags);
    command.flag({"--use-torch-compile"}, flags->torch_compile,
                 {"Accepted for published scripts; the fast path is always on"});
    command.explain_unknown(owner_of_flag);
    return flags;
}

}  // namespace wb::cli
