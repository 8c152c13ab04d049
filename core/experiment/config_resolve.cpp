// From a request to a complete, checked config. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>

#include "experiment/config.h"

namespace wb {

namespace {

constexpr std::array sections{"data", "candidates", "retrieval", "rerank", "job"};

constexpr const char* min_uc_fix =
    "Use 3 or more, so that every user keeps one interaction for training beside those for validation and test; the "
    "default is 5.";

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) text += (i ? ", " : "") + words[i];
    return text;
}

/// "Did you mean ...? " in front of the list of all that is known.
std::string known_words(const std::string& word, const std::vector<std::string>& known) {
    const std::string near = nearest_word(word, known);
    return (near.empty() ? "" : "Did you mean " + quoted(near) + "? ") + "Known are: " + listed(known) + ".";
}

std::vector<std::string> keys_of(const std::vector<ParamSpec>& params) {
    std::vector<std::string> keys;
    for (const ParamSpec& spec : params) keys.push_back(spec.key);
    return keys;
}

const ParamSpec* find_param(const std::vector<ParamSpec>& params, const std::string& key) {
    for (const ParamSpec& spec : params)
        if (spec.key == key) return &spec;
    for (const ParamSpec& spec : params)
        if (std::find(spec.aliases.begin(), spec.aliases.end(), key) != spec.aliases.end()) return &spec;
    return nullptr;
}

class Resolver {
  public:
    Resolver(const Registry& registry, const ExperimentRequest& request) : registry_(registry), request_(request) {}

    Resolution resolve() {
        check_task();
        split_values();
        config_.task = request_.task;
        fill("data", data_params(), config_.data);
        fill("candidates", candidate_params(), config_.candidates);
        fill("job", job_params(), config_.job);
        choose_stages();
        check_across_fields();
        if (found_.problems.empty())
            found_.config = std::move(config_);
        else if (config_.task == request_.task && methods_chosen())
            found_.draft = std::move(config_);
        return std::move(found_);
    }

  private:
    void problem(std::string key, std::string what, std::string fix) {
        found_.problems.push_back({std::move(key), std::move(what), std::move(fix)});
    }
    void warn(std::string code, std::string text) { found_.warnings.push_back({std::move(code), std::move(text)}); }

    void check_task() {
        const std::vector<std::string> known{task_train_retrieval, task_train_rerank, task_train_pipeline,
                                             task_evaluate};
        if (std::find(known.begin(), known.end(), request_.task) == known.end())
            problem("task", quoted(request_.task) + " is not a task.", known_words(request_.task, known));
    }

    void split_values() {
        for (const auto& [full_key, text] : request_.values) {
            std::string key = full_key;
            std::replace(key.begin(), key.end(), '-', '_');
            const std::size_t dot = key.find('.');
            const std::string section = key.substr(0, dot);
            if (dot == std::string::npos || std::find(sections.begin(), sections.end(), section) == sections.end()) {
                problem(full_key, "There is no setting " + quoted(full_key) + ".",
                        "Settings begin with data., candidates., retrieval., rerank. or job.");
                continue;
            }
            given_[section][key.substr(dot + 1)] = text;
        }
    }

    /// Defaults are in `settings` or are filled in; explicit values replace them.
    void fill(const std::string& section, const std::vector<ParamSpec>& params, Settings& settings) {
        for (const ParamSpec& spec : params) settings.try_emplace(spec.key, coerced(spec, spec.default_value));
        std::map<std::string, std::string> used;  // key -> the spelling that gave it
        for (const auto& [key, text] : given_[section]) {
            const std::string full_key = section + "." + key;
            const ParamSpec* spec = find_param(params, key);
            if (!spec) {
                problem(full_key, "There is no setting " + quoted(full_key) + ".", known_words(key, keys_of(params)));
                continue;
            }
            const auto [first, is_new] = used.emplace(spec->key, key);
            if (!is_new)
                problem(full_key,
                        quoted(first->second) + " and " + quoted(key) + " are the same setting and both are given.",
                        "Give only " + quoted(section + "." + spec->key) + ".");
            Problem wrong;
            if (auto value = parse_value(*spec, text, wrong)) {
                settings[spec->key] = std::move(*value);
            } else {
                wrong.key = section + "." + spec->key;
                if (wrong.key == "data.min_uc") wrong.fix = min_uc_fix;
                found_.problems.push_back(std::move(wrong));
            }
        }
        for (const auto& [key, spelling] : used) {
            const ParamSpec& spec = *find_param(params, key);
            if (settings[key] != coerced(spec, spec.default_value) && !applies(spec, settings))
                warn("CONFIG_UNUSED", quoted(section + "." + key) + " is not used: it counts only with " + section +
                                          "." + spec.visible_when + ".");
        }
    }

    std::optional<MethodChoice> choose(Stage stage, const std::string& id, const std::string& preset_id) {
        const std::string section(stage_name(stage));
        std::vector<std::string> known;
        for (const MethodSpec* spec : registry_.of_stage(stage)) known.push_back(spec->id);
        const MethodSpec* spec = registry_.find(stage, id);
        if (!spec) {
            const Stage other = stage == Stage::retrieval ? Stage::rerank : Stage::retrieval;
            std::string fix = known_words(id, known);
            if (registry_.find(other, id))
                fix = quoted(id) + " belongs to the other stage: use --" + std::string(stage_name(other)) +
                      "-method. " + fix;
            problem(section + ".method", "There is no " + section + " method " + quoted(id) + ".", fix);
            return std::nullopt;
        }
        MethodChoice choice;
        choice.method = spec->id;
        if (!preset_id.empty()) {
            if (const Preset* preset = spec->find_preset(preset_id)) {
                choice.preset = preset->id;
                for (const auto& [key, value] : preset->values)
                    choice.settings[key] = coerced(*spec->find(key), value);
                if (!preset->warning.empty()) warn("CONFIG_PRESET", preset->warning);
            } else {
                std::vector<std::string> presets;
                for (const Preset& one : spec->presets) presets.push_back(one.id);
                problem(section + ".preset", spec->title + " has no preset " + quoted(preset_id) + ".",
                        presets.empty() ? "Leave the preset out." : known_words(preset_id, presets));
            }
        }
        const std::size_t before = found_.problems.size();
        fill(section, spec->params, choice.settings);
        if (spec->check && found_.problems.size() == before) {
            std::vector<Problem> wrong;
            const bool has_retriever =
                config_.task != task_train_rerank || get_text(config_.candidates, "mode") == "retrieval";
            MethodCheck check{choice.settings, config_.candidates, has_retriever, wrong, found_.warnings};
            spec->check(check);
            for (Problem& one : wrong) {
                if (!one.key.empty()) one.key = section + "." + one.key;
                found_.problems.push_back(std::move(one));
            }
        }
        return choice;
    }

    std::string first_id(Stage stage) const {
        const auto all = registry_.of_stage(stage);
        return all.empty() ? "" : all.front()->id;
    }

    void unused(Stage stage, const std::string& why) {
        const std::string section(stage_name(stage));
        const bool named = !(stage == Stage::retrieval ? request_.retrieval_method : request_.rerank_method).empty();
        if (named || !given_[section].empty())
            warn("CONFIG_UNUSED", "The " + section + " method and its settings are not used: " + why);
    }

    void stage(Stage stage, bool required) {
        const bool first = stage == Stage::retrieval;
        const std::string& id = first ? request_.retrieval_method : request_.rerank_method;
        const std::string& preset = first ? request_.retrieval_preset : request_.rerank_preset;
        const std::string section(stage_name(stage));
        if (!id.empty()) {
            (first ? config_.retrieval : config_.rerank) = choose(stage, id, preset);
        } else if (required) {
            problem(section + ".method", "The task " + quoted(request_.task) + " needs a " + section + " method.",
                    "Add --" + section + "-method " + first_id(stage) + ", or another of \"rerank methods\".");
        } else if (!given_[section].empty() || !preset.empty()) {
            problem(section + ".method", "There are settings for stage " + quoted(section) + " but no method.",
                    "Add --" + section + "-method, or leave these settings out.");
        }
    }

    void choose_stages() {
        const std::string& task = request_.task;
        const bool from_retriever = get_text(config_.candidates, "mode") == "retrieval";
        if (task == task_train_retrieval) {
            stage(Stage::retrieval, true);
            unused(Stage::rerank, "the task trains stage 1 only.");
        } else if (task == task_train_pipeline) {
            stage(Stage::retrieval, true);
            stage(Stage::rerank, true);
        } else if (task == task_train_rerank) {
            stage(Stage::rerank, true);
            if (from_retriever)
                stage(Stage::retrieval, false);  // names whose lists are meant
            else
                unused(Stage::retrieval, "in ground_truth mode the lists do not come from stage 1.");
        } else if (task == task_evaluate) {
            unused(Stage::retrieval, "evaluate takes the methods of its source run.");
            unused(Stage::rerank, "evaluate takes the methods of its source run.");
            if (get_int(config_.candidates, "source_run") <= 0)
                problem("candidates.source_run", "The task \"evaluate\" needs the run to evaluate.",
                        "Add --source-run with the number of a finished run; \"rerank runs list\" shows them.");
        }
    }

    /// What the request names is there, so that the rest can be looked at although something else is wrong.
    bool methods_chosen() const {
        return config_.retrieval.has_value() == !request_.retrieval_method.empty() &&
               config_.rerank.has_value() == !request_.rerank_method.empty();
    }

    void check_across_fields() {
        const Settings& candidates = config_.candidates;
        const bool reranks = config_.rerank.has_value() || config_.task == task_evaluate;
        if (get_text(config_.data, "dataset_code").find_first_not_of(" \t") == std::string::npos)
            problem("data.dataset_code", "No dataset is named.",
                    "Add --dataset-code sample, or a name of \"rerank datasets\".");
        if (get_text(config_.data, "dataset_code") == "sample" && get_int(config_.data, "min_uc") < 2)
            problem("data.min_uc", "Users with fewer than 2 interactions cannot be split.", min_uc_fix);
        if (get_int(config_.data, "min_uc") == 2)
            warn("CONFIG_MIN_UC", "With min_uc 2 some users keep no interaction for training. Use 3 or more.");
        if (!reranks) return;
        const bool from_retriever = get_text(candidates, "mode") == "retrieval";
        if (config_.task != task_evaluate && get_int(candidates, "source_run") > 0 &&
            (!from_retriever || config_.task != task_train_rerank))
            warn("CONFIG_UNUSED",
                 "The source run is not used: only \"train-rerank\" in retrieval mode takes lists of another run.");
        const std::int64_t kept = get_int(candidates, "retrieval_top_k"),
                           reranked = get_int(candidates, "rerank_top_k");
        if (from_retriever && reranked > kept)
            problem("candidates.rerank_top_k",
                    "Stage 2 cannot rerank " + std::to_string(reranked) + " items when stage 1 keeps " +
                        std::to_string(kept) + ".",
                    "Set rerank_top_k to at most " + std::to_string(kept) + ", or raise retrieval_top_k.");
        const std::int64_t length = from_retriever ? reranked : get_int(candidates, "rerank_eval_candidates");
        if (length <= 20)
            warn("CONFIG_LIST_SHORT", "The lists hold " + std::to_string(length) +
                                          " candidates, so Recall and Hit at that many or more places are reached by "
                                          "any order and say nothing.");
        if (from_retriever && !get_text(candidates, "candidates_file").empty())
            warn("CONFIG_UNUSED",
                 "The file of test negatives is not used: in retrieval mode the lists come from stage 1.");
    }

    const Registry& registry_;
    const ExperimentRequest& request_;
    std::map<std::string, std::map<std::string, std::string>> given_;
    ExperimentConfig config_;
    Resolution found_;
};

}  // namespace

std::uint64_t ExperimentConfig::seed() const {
    return static_cast<std::uint64_t>(get_int(job, "seed"));
}

Resolution resolve(const Registry& registry, const ExperimentRequest& request) {
    return Resolver(registry, request).resolve();
}

}  // namespace wb
