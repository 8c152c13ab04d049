// Between a resolved config and a queued run: what the workspace must hold. Layer: experiment.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/launch.h"

#include <algorithm>
#include <cstdio>

#include "dataset/candidates.h"
#include "dataset/prepared.h"
#include "dataset/prepared_meta.h"
#include "experiment/feature_choice.h"
#include "experiment/language_models.h"
#include "experiment/model_memory.h"
#include "experiment/search_result.h"
#include "foundation/files.h"

namespace wb {

namespace {

constexpr const char* sample_code = "sample";

std::string dataset_code(const ExperimentConfig& config) {
    return get_text(config.data, "dataset_code");
}

std::optional<PreparedInfo> prepared_of(const ExperimentConfig& config, const Workspace& workspace) {
    try {
        return find_prepared(workspace.data(), dataset_code(config), filter_of(config));
    } catch (const UserError&) {
        return std::nullopt;
    }
}

bool takes_lists(const ExperimentConfig& config) {
    return config.task == task_train_rerank && get_text(config.candidates, "mode") == "retrieval";
}

std::string run_text(RunId id) {
    return "Run " + std::to_string(id);
}

std::optional<ExperimentConfig> config_of(const Store& store, RunId id, const Registry& registry) {
    try {
        return config_from_json(registry, store.config_json(id));
    } catch (const UserError&) {
        return std::nullopt;
    }
}

std::string filter_flags(const ExperimentConfig& config) {
    return " --min-rating " + to_text(config.data.at("min_rating")) + " --min-uc " +
           to_text(config.data.at("min_uc")) + " --min-sc " + to_text(config.data.at("min_sc")) +
           (get_bool(config.data, "single_pass_filter") ? " --single-pass-filter" : "") +
           (get_text(config.data, "split") == "random" ? " --split random" : "");
}

std::string prepare_command(const ExperimentConfig& config) {
    const std::string code = dataset_code(config);
    return "rerank prepare --dataset-code " + code + (code == sample_code ? "" : " --raw <folder or files>") +
           filter_flags(config);
}

class Checker {
  public:
    Checker(const ExperimentConfig& config, const Workspace& workspace, const Store& store, const Registry& registry)
        : config_(config), workspace_(workspace), store_(store), registry_(registry) {}

    std::vector<Problem> check() {
        if (config_.task == task_evaluate) {
            check_evaluated_run();
            return std::move(problems_);
        }
        check_dataset();
        check_split(config_.retrieval, Stage::retrieval);
        check_split(config_.rerank, Stage::rerank);
        if (info_) {
            check_needs(config_.retrieval, Stage::retrieval);
            check_needs(config_.rerank, Stage::rerank);
            if (info_->leave_one_out) check_list_length(config_);
        }
        check_language_model();
        check_candidates_file();
        check_device(config_);
        if (takes_lists(config_)) check_source_of_lists();
        return std::move(problems_);
    }

  private:
    void problem(std::string key, std::string what, std::string fix) {
        problems_.push_back({std::move(key), std::move(what), std::move(fix)});
    }

    void check_dataset() {
        try {
            info_ = find_prepared(workspace_.data(), dataset_code(config_), filter_of(config_));
        } catch (const UserError& error) {
            if (dataset_code(config_) == sample_code) return;
            problem("data.dataset_code", error.what_happened() + " " + error.why(), error.fix());
        }
    }

    void check_split(const std::optional<MethodChoice>& choice, Stage stage) {
        const MethodSpec* spec = choice ? registry_.find(stage, choice->method) : nullptr;
        const bool last_items = info_ ? info_->leave_one_out : filter_of(config_).split == SplitRule::leave_one_out;
        if (!spec || !spec->needs.leave_one_out || last_items) return;
        std::string others;
        for (const MethodSpec* other : registry_.of_stage(stage))
            if (!other->needs.leave_one_out) others += (others.empty() ? "" : ", ") + other->id;
        problem(std::string(stage_name(stage)) + ".method",
                spec->title + " reads sequences in order of time up to one true item, and \"" +
                    dataset_code(config_) + "\" is split at random.",
                "Prepare the data with --split leave_one_out" +
                    (others.empty() ? "." : ", or use a method that any split will do for: " + others + "."));
    }

    void check_needs(const std::optional<MethodChoice>& choice, Stage stage) {
        const MethodSpec* spec = choice ? registry_.find(stage, choice->method) : nullptr;
        // In train-rerank the named retriever only says whose lists are meant.
        if (!spec || (stage == Stage::retrieval && config_.task == task_train_rerank)) return;
        const std::string key(stage_name(stage));
        const auto need = [&](bool needed, std::int64_t there, const std::string& what, const std::string& flag) {
            if (!needed || there > 0) return;
            problem(key + ".method",
                    spec->title + " needs " + what + ", and the dataset \"" + info_->name + "\" has none.",
                    "Prepare it again with them: " + prepare_command(config_) + flag);
        };
        need(spec->needs.images, info_->items_with_image, "item images", " --use-image");
        need(spec->needs.text, info_->items_with_title + info_->items_with_text, "item titles or texts",
             " --use-text");
        const auto words = choice->settings.find("item_text");
        const std::string item_text = words == choice->settings.end() ? "" : to_text(words->second);
        need(spec->needs.captions || item_text == "caption", info_->items_with_caption, "image captions",
             " --captions FILE");
        need(spec->needs.summaries || item_text == "semantic_summary", info_->items_with_summary,
             "semantic summaries", " --summaries FILE");
        if (!spec->needs.features) return;
        for (auto& found :
             feature_problems(choice->settings, *info_, key, spec->title,
                              "rerank features --dataset-code " + dataset_code(config_) + filter_flags(config_),
                              prepare_command(config_)))
            problems_.push_back(std::move(found));
    }

    /// The model is there, and what the run takes fits in memory: whatever the data are.
    void check_language_model() {
        const MethodSpec* spec = config_.rerank ? registry_.find(Stage::rerank, config_.rerank->method) : nullptr;
        if (!spec || !spec->needs.language_model) return;
        const MethodChoice& choice = *config_.rerank;
        const std::string key(stage_name(Stage::rerank));
        const auto model = find_language_model(get_text(choice.settings, "model"), workspace_);
        if (!model.usable()) {
            problem(key + ".model", model.problem, model.fix);
            return;
        }
        // A graphics processor's memory is looked at by the worker, before anything is trained.
        const auto shortage =
            get_text(config_.job, "device") == "cuda"
                ? std::string()
                : memory_shortage("Training on", model, least_memory_need(model.config, choice.settings));
        if (!shortage.empty()) problem(key + ".model", shortage, memory_fix);
        const auto& adapter = get_text(choice.settings, "adapter");
        std::error_code ignored;
        if (!adapter.empty() &&
            !std::filesystem::exists(std::filesystem::path(adapter) / "adapter_config.json", ignored))
            problem(key + ".adapter", "There is no adapter in the folder \"" + adapter + "\".",
                    "Name a folder with adapter_config.json and adapter_model.safetensors, as PEFT writes them.");
    }

    /// Lists of stage 1 end with the catalogue by themselves; sampled ones must have their full length.
    /// `of` has the methods.
    void check_list_length(const ExperimentConfig& of) {
        if (!of.rerank || get_text(config_.candidates, "mode") != "ground_truth") return;
        const std::int64_t n = get_int(config_.candidates, "rerank_eval_candidates");
        std::int64_t largest = info_->items;
        // The users' own items matter only where lists are a large part of the catalogue; then the sequences are
        // read.
        if (n > info_->items / 10) {
            try {
                largest = largest_candidate_count(read_prepared(info_->folder), candidate_settings(config_).sampling);
            } catch (const UserError& error) {
                problem("data.dataset_code", error.what_happened() + " " + error.why(), error.fix());
                return;
            }
        }
        if (n > largest)
            problem("candidates.rerank_eval_candidates",
                    "Lists of " + std::to_string(n) + " candidates are too long for \"" + info_->name +
                        "\", which has " + std::to_string(info_->items) + " items: at most " +
                        std::to_string(largest) + " work.",
                    "Use --rerank-eval-candidates " + std::to_string(largest) + " or less.");
    }

    /// `of` has the methods: an evaluation has those of the run that it evaluates.
    void check_device(const ExperimentConfig& of) {
        if (get_text(config_.job, "device") == "cuda" && !of.can_use_graphics_processor())
            problem("job.device", "Only language models are computed on the graphics processor.",
                    "Use --device auto or --device cpu.");
    }

    void check_candidates_file() {
        const std::string& file = get_text(config_.candidates, "candidates_file");
        std::error_code ignored;
        if (file.empty() || fs::is_regular_file(file, ignored)) return;
        problem("candidates.candidates_file", "There is no file \"" + file + "\" with test negatives.",
                "Correct --candidates-file, or leave it out to sample the negatives.");
    }

    /// The row of candidates.source_run where it can be used at all; else a problem is noted.
    std::optional<RunRow> usable(RunId id) {
        const auto row = store_.find_run(id);
        if (!row || row->deleted) {
            problem("candidates.source_run", "There is no run " + std::to_string(id) + ".",
                    "See \"rerank runs list\" for the runs that there are.");
            return std::nullopt;
        }
        if (row->status != RunStatus::finished) {
            const bool ended = is_ended(row->status);
            problem("candidates.source_run", run_text(id) + " is " + run_status_name(row->status) + ", not finished.",
                    ended ? "Finish it first: rerank resume " + std::to_string(id)
                          : "Wait for it to finish: rerank runs show " + std::to_string(id));
            return std::nullopt;
        }
        return row;
    }

    void check_evaluated_run() {
        const auto row = usable(get_int(config_.candidates, "source_run"));
        if (!row) return;
        if (row->task == task_evaluate) {
            problem("candidates.source_run", run_text(row->id) + " evaluated another run and holds no model itself.",
                    "Name the run that trained the model; \"rerank runs list\" shows them.");
            return;
        }
        const auto theirs = config_of(store_, row->id, registry_);
        if (!theirs) {
            problem("candidates.source_run",
                    "The configuration of run " + std::to_string(row->id) + " cannot be read.",
                    "See what it needs: rerank runs show " + std::to_string(row->id));
            return;
        }
        check_device(*theirs);
        check_candidates_file();
        const auto data = prepared_of(*theirs, workspace_);
        info_ = data;
        if (info_ && info_->leave_one_out) check_list_length(*theirs);
        if (!data && dataset_code(*theirs) != sample_code)
            problem("candidates.source_run",
                    "The dataset \"" + row->dataset + "\" of run " + std::to_string(row->id) +
                        " is not prepared any more.",
                    prepare_command(*theirs));
        if (data && !row->dataset_fingerprint.empty() && data->fingerprint != row->dataset_fingerprint)
            problem("candidates.source_run",
                    "The dataset \"" + row->dataset + "\" has changed since run " + std::to_string(row->id) + ".",
                    "Prepare it again from the same raw files: " + prepare_command(*theirs));
    }

    std::string train_command() const {
        const std::string method = config_.retrieval ? config_.retrieval->method : "lrurec";
        ExperimentRequest request;
        request.task = task_train_retrieval;
        request.retrieval_method = method;
        for (const auto& [key, value] : config_.data) request.values["data." + key] = to_text(value);
        request.values["job.seed"] = to_text(config_.job.at("seed"));
        return command_line_of(registry_, request);
    }

    void check_source_of_lists() {
        const RunId asked = get_int(config_.candidates, "source_run");
        if (asked == 0) {
            const auto found = find_source_run(config_, workspace_, store_);
            if (!found)
                problem("candidates.source_run",
                        "There is no finished stage 1 run on this dataset whose lists could be reranked.",
                        train_command());
            else
                check_lists_of(*found);
            return;
        }
        const auto row = usable(asked);
        if (!row) return;
        if (row->retrieval_method.empty() || row->task == task_evaluate || row->task == task_train_rerank) {
            problem("candidates.source_run", run_text(asked) + " did not train stage 1, so it has no lists.",
                    train_command());
            return;
        }
        if (config_.retrieval && row->retrieval_method != config_.retrieval->method)
            problem("candidates.source_run",
                    run_text(asked) + " used \"" + row->retrieval_method + "\", not \"" + config_.retrieval->method +
                        "\".",
                    "Leave --retrieval-method out or name another --source-run.");
        const auto theirs = config_of(store_, asked, registry_);
        const bool same_name = theirs && theirs->data == config_.data;
        const bool same_bytes =
            info_ && !row->dataset_fingerprint.empty() && info_->fingerprint == row->dataset_fingerprint;
        if (!same_bytes && !(same_name && (!info_ || row->dataset_fingerprint.empty()))) {
            problem("candidates.source_run",
                    run_text(asked) + " was trained on other data (\"" + row->dataset + "\", or another filter).",
                    train_command());
            return;
        }
        check_lists_of(*row);
    }

    /// Settings of stage 1 that were given, and that are not those of the run whose lists are meant. Settings at the
    /// method's default were not given.
    void check_settings_of_lists(const RunRow& row, const ExperimentConfig& theirs) {
        if (!config_.retrieval || !theirs.retrieval) return;
        const MethodSpec* spec = registry_.find(Stage::retrieval, config_.retrieval->method);
        if (!spec || theirs.retrieval->method != spec->id) return;
        const Settings defaults = spec->defaults();
        for (const auto& [key, value] : config_.retrieval->settings) {
            const auto real = theirs.retrieval->settings.find(key);
            const auto standing = defaults.find(key);
            if (real == theirs.retrieval->settings.end() || value == real->second ||
                (standing != defaults.end() && value == standing->second))
                continue;
            problem("retrieval." + key,
                    "Stage 1 is not trained here: the lists are those of run " + std::to_string(row.id) + ", where " +
                        key + " is " + to_text(real->second) + ", not " + to_text(value) + ".",
                    "Leave the setting out, or train stage 1 with it first: " + train_command());
        }
    }

    void check_lists_of(const RunRow& row) {
        const auto theirs = config_of(store_, row.id, registry_);
        if (theirs) check_settings_of_lists(row, *theirs);
        const std::int64_t wanted = get_int(config_.candidates, "rerank_top_k");
        if (!theirs || get_int(theirs->candidates, "retrieval_top_k") >= wanted) return;
        const std::string kept = to_text(theirs->candidates.at("retrieval_top_k"));
        problem("candidates.rerank_top_k",
                run_text(row.id) + " kept " + kept + " items per user, fewer than the " + std::to_string(wanted) +
                    " to rerank.",
                "Use --rerank-top-k " + kept + ".");
    }

    const ExperimentConfig& config_;
    const Workspace& workspace_;
    const Store& store_;
    const Registry& registry_;
    std::optional<PreparedInfo> info_;
    std::vector<Problem> problems_;
};

std::string title_of(const Registry& registry, Stage stage, const std::string& id) {
    const MethodSpec* spec = registry.find(stage, id);
    return spec ? spec->title : id;
}

std::string default_name(const Registry& registry, const NewRun& run) {
    std::string name = run.retrieval_method.empty() ? "" : title_of(registry, Stage::retrieval, run.retrieval_method);
    if (!run.rerank_method.empty()) {
        if (!name.empty()) name += " + ";
        name += title_of(registry, Stage::rerank, run.rerank_method);
    }
    if (run.task == task_evaluate) name = name.empty() ? "Evaluation" : "Evaluation of " + name;
    return name + " on " + run.dataset;
}

}  // namespace

FilterSettings filter_of(const ExperimentConfig& config) {
    FilterSettings filter;
    filter.min_rating = get_real(config.data, "min_rating");
    filter.min_uc = static_cast<int>(get_int(config.data, "min_uc"));
    filter.min_sc = static_cast<int>(get_int(config.data, "min_sc"));
    filter.single_pass = get_bool(config.data, "single_pass_filter");
    filter.tie_rule = tie_rule_from(get_text(config.data, "tie_rule"));
    filter.tie_seed = static_cast<std::uint64_t>(get_int(config.data, "tie_seed"));
    filter.split = split_rule_from(get_text(config.data, "split"));
    filter.split_seed = static_cast<std::uint64_t>(get_int(config.data, "split_seed"));
    return filter;
}

CandidateSettings candidate_settings(const ExperimentConfig& config) {
    return {static_cast<int>(get_int(config.candidates, "rerank_eval_candidates")),
            static_cast<std::uint64_t>(get_int(config.candidates, "candidate_seed")),
            candidate_sampling_from(get_text(config.candidates, "candidate_sampling"))};
}

std::optional<RunRow> find_source_run(const ExperimentConfig& config, const Workspace& workspace,
                                      const Store& store) {
    const RunId asked = get_int(config.candidates, "source_run");
    if (asked > 0) {
        auto row = store.find_run(asked);
        if (row && (row->deleted || row->status != RunStatus::finished)) row.reset();
        return row;
    }
    const auto info = prepared_of(config, workspace);
    if (!info || config.task == task_evaluate) return std::nullopt;
    std::optional<RunRow> best;
    auto rows = store.list_runs();  // newest first
    keep_test_of_chosen(store, rows);
    for (RunRow& row : rows) {
        if (row.test_hidden) continue;  // a combination that its search did not choose
        if (row.status != RunStatus::finished || row.retrieval_method.empty() || row.untrained) continue;
        if (row.task != task_train_retrieval && row.task != task_train_pipeline) continue;
        if (config.retrieval && row.retrieval_method != config.retrieval->method) continue;
        if (row.dataset_fingerprint != info->fingerprint) continue;
        if (row.seed == config.seed()) return std::move(row);
        if (!best) best = std::move(row);
    }
    return best;
}

std::vector<Problem> check_against_workspace(const ExperimentConfig& config, const Workspace& workspace, Store& store,
                                             const Registry& registry) {
    return Checker(config, workspace, store, registry).check();
}

ExperimentConfig with_settled_source(ExperimentConfig config, const Workspace& workspace, const Store& store,
                                     const Registry& registry) {
    if (!takes_lists(config)) return config;
    const auto source = find_source_run(config, workspace, store);
    const auto theirs = source ? config_of(store, source->id, registry) : std::nullopt;
    if (!theirs) return config;
    config.candidates["source_run"] = source->id;
    config.retrieval = theirs->retrieval;
    return config;
}

ExperimentConfig with_settled_inputs(ExperimentConfig config, const Workspace& workspace, const Registry& registry) {
    // A run may be resumed from another folder.
    const auto from_here = [](ParamValue& value) {
        auto& path = std::get<std::string>(value);
        if (!path.empty()) path = fs::absolute(path).string();
    };
    from_here(config.candidates.at("candidates_file"));
    if (config.task == task_evaluate) return config;
    const MethodSpec* reranker = config.rerank ? registry.find(Stage::rerank, config.rerank->method) : nullptr;
    if (reranker && reranker->needs.language_model) {
        auto& model = std::get<std::string>(config.rerank->settings.at("model"));
        model = find_language_model(model, workspace).name;
        from_here(config.rerank->settings.at("adapter"));
    }
    if (takes_lists(config)) return config;
    const auto info = prepared_of(config, workspace);
    if (!info && dataset_code(config) != sample_code) return config;
    const auto settle = [&](std::optional<MethodChoice>& choice, Stage stage) {
        const MethodSpec* spec = choice ? registry.find(stage, choice->method) : nullptr;
        if (spec && spec->needs.features) settle_features(choice->settings, info ? &*info : nullptr);
    };
    settle(config.retrieval, Stage::retrieval);
    settle(config.rerank, Stage::rerank);
    return config;
}

RunId queue_run(Store& store, const Workspace& workspace, const ExperimentConfig& asked, const std::string& name,
                const std::vector<std::string>& tags, const Registry& registry) {
    const ExperimentConfig config =
        with_settled_inputs(with_settled_source(asked, workspace, store, registry), workspace, registry);
    NewRun run;
    run.task = config.task;
    run.config_json = config_to_json(config);
    run.config_hash = config_hash(config);
    run.seed = config.seed();
    run.tags = tags;
    run.dataset = dataset_code(config);
    if (config.retrieval) run.retrieval_method = config.retrieval->method;
    if (config.rerank) run.rerank_method = config.rerank->method;
    if (config.task == task_evaluate || takes_lists(config)) {
        if (const auto source = find_source_run(config, workspace, store)) {
            run.dataset = source->dataset;
            run.dataset_fingerprint = source->dataset_fingerprint;
            run.retrieval_method = source->retrieval_method;
            if (config.task == task_evaluate) run.rerank_method = source->rerank_method;
        }
    } else if (const auto info = prepared_of(config, workspace)) {
        run.dataset = info->name;
        run.dataset_fingerprint = info->fingerprint;
    }
    run.name = name.empty() ? default_name(registry, run) : name;
    return store.create_run(run);
}

}  // namespace wb
