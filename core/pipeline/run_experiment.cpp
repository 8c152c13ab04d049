// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_experiment.h"

#include <chrono>
#include <filesystem>

#include "dataset/prepare.h"
#include "experiment/launch.h"
#include "pipeline/stage2.h"
#include "tensors/runtime.h"

namespace wb {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Links at the published path, without the run's number, to the files of the run that trained this stage and
/// finished last. None is left of a run before it.
void publish_latest(const Workspace& workspace, Stage stage, const std::string& method, const std::string& dataset,
                    std::uint64_t seed, RunId run) {
    const auto link_folder = workspace.published_folder(stage, method, dataset, seed);
    std::error_code ignored;  // a file system without links loses only the convenience
    for (const char* name :
         {"model.safetensors", "adapter_model.safetensors", "adapter_config.json", "letters.json", "metrics.json",
          "retrieved.csv", "retrieved_metrics.json", "candidates.csv", "config.json"}) {
        if (!fs::exists(link_folder / std::to_string(run) / name, ignored)) {
            if (fs::is_symlink(link_folder / name, ignored)) fs::remove(link_folder / name, ignored);
            continue;
        }
        const auto temporary = link_folder / (std::string(".") + name + ".new");
        fs::remove(temporary, ignored);
        fs::create_symlink(fs::path(std::to_string(run)) / name, temporary, ignored);
        fs::rename(temporary, link_folder / name, ignored);
    }
}

/// The model of a stage that an earlier run trained.
struct SourceModel {
    MethodChoice choice;
    std::uint64_t seed = 0;
    fs::path folder;
    bool untrained = false;
};

/// Whether the run kept the weights that this stage began with; `otherwise` where its document does not tell.
bool kept_first_weights(const Store& store, RunId run, Stage stage, bool otherwise) {
    const auto document = nlohmann::json::parse(store.result_json(run), nullptr, false);
    const char* name = stage == Stage::retrieval ? "stage1" : "stage2";
    const auto place = document.find(name);
    if (place == document.end() || !place->contains("best_update")) return otherwise;
    return place->at("best_update") == 0;
}

SourceModel source_model(const RunContext& context, const ExperimentConfig& config, Stage stage) {
    const auto row = find_source_run(config, context.workspace, context.store);
    if (!row)
        throw UserError("There is no finished run whose model could be used.",
                        "This run takes its model from an earlier one.",
                        "Train it first: rerank train-" + std::string(stage_name(stage)) + " --dataset-code " +
                            context.dataset.name);
    const auto source = config_from_json(builtin_methods(), context.store.config_json(row->id));
    const auto& choice = stage == Stage::retrieval ? source.retrieval : source.rerank;
    if (!choice)
        throw UserError(
            "Run " + std::to_string(row->id) + " has no model of the " + std::string(stage_name(stage)) + " stage.",
            "Its task was " + source.task + ".", "Choose another run.");
    context.publisher.info("SOURCE_RUN", "The " + std::string(stage_name(stage)) + " model is that of run " +
                                             std::to_string(row->id) + ".");
    const auto folder =
        context.workspace.run_folder(stage, choice->method, context.dataset.name, source.seed(), row->id);
    const bool untrained = kept_first_weights(context.store, row->id, stage, row->untrained);
    if (untrained)
        context.publisher.warn(
            "SOURCE_UNTRAINED_" + std::string(stage == Stage::retrieval ? "1" : "2"),
            "Run " + std::to_string(row->id) + " kept the weights that its " + std::string(stage_name(stage)) +
                " model began with: its training changed nothing, and what comes from that model here shows nothing "
                "of it. Train it longer, or with another learning rate.");
    return {*choice, source.seed(), folder, untrained};
}

/// `evaluate` names no methods: they are those of the run that it evaluates.
ExperimentConfig with_source_methods(ExperimentConfig config, const Workspace& workspace, const Store& store) {
    if (config.task != task_evaluate) return config;
    const auto row = find_source_run(config, workspace, store);
    if (!row)
        throw UserError("The run to evaluate is not there, or not finished.", "",
                        "List the runs with: rerank runs list");
    auto source = config_from_json(builtin_methods(), store.config_json(row->id));
    if (source.task != task_train_rerank) config.retrieval = std::move(source.retrieval);
    config.rerank = std::move(source.rerank);
    return config;
}

nlohmann::json artifacts_json(const Store& store, RunId run) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& a : store.artifacts(run))
        list.push_back({{"kind", a.kind}, {"path", a.path}, {"bytes", a.bytes}});
    return list;
}

/// "stage1/test/recall@10" -> value, for every number of the stages.
void flatten(const nlohmann::json& j, const std::string& path, std::map<std::string, double>& out) {
    if (j.is_number()) out[path] = j.get<double>();
    if (j.is_object())
        for (const auto& [key, value] : j.items()) flatten(value, path + "/" + key, out);
}

struct Execution {
    const RunContext& context;
    double prepare_seconds;

    void run() {
        const auto& config = context.config;
        std::optional<Retrieved> stage1;
        StageResult first, second;
        const bool from_list = get_text(config.candidates, "mode") == "retrieval";
        const bool evaluating = config.task == task_evaluate;
        const bool own_stage1 = config.retrieval && config.task != task_train_rerank;
        if (config.rerank)
            require_reranker(*config.rerank, context.workspace, get_text(config.job, "device"),
                             evaluating ? RerankerUse::scoring : RerankerUse::training);
        if (own_stage1 && evaluating) {
            const auto source = source_model(context, config, Stage::retrieval);
            stage1 = load_stage1(context, source.choice, source.seed, source.folder / "model.safetensors", true);
            stage1->result.untrained |= source.untrained;
        } else if (own_stage1) {
            stage1 = train_stage1(context);
        } else if (config.rerank && from_list) {
            const auto source = source_model(context, list_source(), Stage::retrieval);
            stage1 = load_stage1(context, source.choice, source.seed, source.folder / "model.safetensors", false);
        }
        if (stage1) first = stage1->result;
        if (config.rerank) {
            const Retrieved* lists = stage1 ? &*stage1 : nullptr;
            if (evaluating) {
                const auto source = source_model(context, config, Stage::rerank);
                second = load_stage2(context, lists, source.folder);
                second.untrained |= source.untrained;
            } else {
                second = train_stage2(context, lists);
            }
        }
        finish(first, own_stage1, second);
    }

    /// The config that says where stage 1's lists come from: this run's, or that of the evaluated run.
    ExperimentConfig list_source() const {
        if (context.config.task != task_evaluate) return context.config;
        const auto row = find_source_run(context.config, context.workspace, context.store);
        return config_from_json(builtin_methods(), context.store.config_json(row.value().id));
    }

    void finish(const StageResult& first, bool own_stage1, const StageResult& second) {
        const auto& data = context.dataset;
        nlohmann::json doc{{"config", nlohmann::json::parse(config_to_json(context.config))},
                           {"dataset",
                            {{"name", data.name},
                             {"users", data.user_count()},
                             {"items", data.item_count()},
                             {"interactions", data.interactions},
                             {"fingerprint", data.fingerprint}}}};
        doc["environment"] = nlohmann::json::parse(runtime_info_json());
        doc["environment"]["device"] = second.document.is_null() ? "cpu" : second.document.value("device", "cpu");
        doc["environment"]["precision"] =
            second.document.is_null() ? "float32" : second.document.value("precision", "float32");
        nlohmann::json steps = nlohmann::json::object(), per_epoch = nlohmann::json::object();
        nlohmann::json seconds{{"prepare", prepare_seconds},
                               {"evaluate", first.evaluate_seconds + second.evaluate_seconds}};
        std::map<std::string, double> metrics;
        const auto add = [&](const char* name, const StageResult& stage) {
            if (stage.document.is_null()) return;
            doc[name] = stage.document;
            steps[name] = stage.updates;
            seconds[name] = stage.train_seconds;
            per_epoch[name] = stage.seconds_per_epoch;
            flatten(stage.document, name, metrics);
        };
        if (own_stage1) add("stage1", first);
        add("stage2", second);
        seconds["per_epoch"] = per_epoch;
        doc["steps"] = steps;
        doc["seconds"] = seconds;
        nlohmann::json warnings = nlohmann::json::array();
        for (const auto& w : context.publisher.warnings()) warnings.push_back({{"code", w.code}, {"text", w.text}});
        doc["warnings"] = warnings;
        context.writer.flush();
        doc["artifacts"] = artifacts_json(context.store, context.run);
        context.store.set_result(context.run, doc.dump(), metrics, first.untrained || second.untrained);
        tidy();
    }

    /// Checkpoints have done their work; a run that trained becomes reachable at the published path.
    void tidy() const {
        const auto& config = context.config;
        const auto each = [&](Stage stage, const std::optional<MethodChoice>& choice) {
            if (!choice) return;
            const auto folder =
                context.workspace.run_folder(stage, choice->method, context.dataset.name, config.seed(), context.run);
            std::error_code ignored;
            fs::remove_all(folder / "checkpoints", ignored);
            if (config.task != task_evaluate && fs::exists(folder, ignored))
                publish_latest(context.workspace, stage, choice->method, context.dataset.name, config.seed(),
                               context.run);
        };
        each(Stage::retrieval, config.retrieval);
        each(Stage::rerank, config.rerank);
    }
};

}  // namespace

Dataset load_dataset(const Workspace& workspace, const ExperimentConfig& config, const StopToken& stop,
                     const std::function<void(const std::string& phase, double share)>& progress) {
    const auto& code = get_text(config.data, "dataset_code");
    const auto filter = filter_of(config);
    if (code == "sample") {
        ImportRequest request;
        request.dataset_code = code;
        request.filter = filter;
        prepare_dataset(request, workspace.data(), candidate_settings(config), stop, progress);
    }
    return read_prepared(find_prepared(workspace.data(), code, filter).folder);
}

std::optional<RunStatus> run_experiment(const Workspace& workspace, RunId run, EventSink& sink, StopToken stop) {
    Store store(workspace.store_file());
    if (!store.find_run(run) || !store.claim(run, Owner::self())) return std::nullopt;
    const auto row = *store.find_run(run);
    RunStatus status = RunStatus::failed;
    EndedEvent end;
    {
        StoreWriter writer(workspace.store_file(), run, row.attempt);
        Publisher publisher(run, row.attempt, row.seconds, {&writer, &sink});
        try {
            const auto start = Clock::now();
            const auto stored = config_from_json(builtin_methods(), store.config_json(run));
            const auto config = with_source_methods(stored, workspace, store);
            publisher.publish(StartedEvent{row.task, Owner::self().pid});
            if (get_text(config.job, "device") == "cuda" && !config.can_use_graphics_processor())
                throw UserError("The device \"cuda\" was asked for, and nothing in this run has a way to it.",
                                "Falling back in silence would make its times meaningless.",
                                "Use --device auto or --device cpu.");
            for (const auto& notice : resolve(builtin_methods(), request_from_config(stored)).warnings)
                publisher.warn(notice.code, notice.text);
            for (const auto& slow : runtime_info().warnings) publisher.warn("RUNTIME_SLOW", slow);
            const auto dataset = load_dataset(workspace, config, stop, [&](const std::string& phase, double share) {
                publisher.progress({"prepare", phase, "", static_cast<std::int64_t>(share < 0 ? 0 : share * 100),
                                    share < 0 ? 0 : 100, -1});
            });
            store.set_dataset(run, dataset.name, dataset.fingerprint);
            publisher.info("DATA_LOADED", dataset.name + ": " + std::to_string(dataset.user_count()) + " users, " +
                                              std::to_string(dataset.item_count()) + " items, " +
                                              std::to_string(dataset.interactions) + " interactions.");
            const RunContext context{run, workspace, store, config, dataset, publisher, writer, stop};
            Execution{context, std::chrono::duration<double>(Clock::now() - start).count()}.run();
            status = RunStatus::finished;
        } catch (const Stopped&) {
            status = RunStatus::stopped;
        } catch (const Diverged& e) {
            status = RunStatus::diverged;
            end = {status, e.what(), "From there on every weight would be NaN, so training ended.",
                   "Lower the learning rate, or set gradient clipping."};
        } catch (const UserError& e) {
            end = {status, e.what_happened(), e.why(), e.fix()};
        } catch (const std::bad_alloc&) {
            end = {status, "There is not enough memory for this run.", "A request for memory was refused.",
                   "Use a smaller batch, a shorter history or a smaller model, or close other programs."};
        } catch (const std::exception& e) {
            end = {status, std::string("The run ended by an internal error: ") + e.what(), "",
                   "Please report this with the run's configuration."};
        }
        end.status = status;
        publisher.publish(end);
        writer.flush();
        if (const auto trouble = writer.trouble(); !trouble.empty())
            sink.publish({run, row.attempt, 0, LogEvent{LogLevel::error, "STORE_TROUBLE", trouble}});
    }
    try {
        store.clear_request(run);
        store.finish(run, status, end.what, end.why, end.fix);
    } catch (const std::exception& e) {
        sink.publish({run, row.attempt, 0,
                      LogEvent{LogLevel::error, "STORE_TROUBLE",
                               std::string("The end of the run could not be stored: ") + e.what()}});
    }
    return status;
}

}  // namespace wb
