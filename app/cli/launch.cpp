// From flags to a run that is followed to its end. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/prepared.h"
#include "experiment_flags.h"
#include "run_client.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

double real_of(const Settings& settings, std::string_view key) { return get_real(settings, key); }

FilterSettings filter_of(const Settings& data) {
    FilterSettings filter;
    filter.min_rating = real_of(data, "min_rating");
    filter.min_uc = static_cast<int>(get_int(data, "min_uc"));
    filter.min_sc = static_cast<int>(get_int(data, "min_sc"));
    const std::string& rule = get_text(data, "tie_rule");
    filter.tie_rule = rule == "item_id" ? TieRule::item_id : rule == "random" ? TieRule::random : TieRule::file_order;
    filter.tie_seed = static_cast<std::uint64_t>(get_int(data, "tie_seed"));
    return filter;
}

NewRun new_run(const ExperimentConfig& config, const ExperimentFlags& flags, const PreparedInfo& dataset) {
    NewRun run;
    run.name = flags.name;
    run.tags = flags.tags;
    run.task = config.task;
    run.config_json = config_to_json(config);
    run.config_hash = config_hash(config);
    run.dataset = dataset.name;
    run.dataset_fingerprint = dataset.fingerprint;
    if (config.retrieval) run.retrieval_method = config.retrieval->method;
    if (config.rerank) run.rerank_method = config.rerank->method;
    run.seed = config.seed();
    return run;
}

}  // namespace

int launch(const Common& common, const ExperimentFlags& flags) {
    if (flags.torch_compile) note(common, "--use-torch-compile has no effect: the fast path is always on.");
    const Resolution resolution = resolve(builtin_methods(), flags.request);
    if (!resolution.config) {
        report(common, resolution.problems);
        return exit_usage;
    }
    // Everything that can refuse comes before the run is written.
    const std::filesystem::path worker = worker_program();
    const Settings& data = resolution.config->data;
    const PreparedInfo dataset =
        find_prepared(Workspace{workspace_root(common)}.data(), get_text(data, "dataset_code"), filter_of(data));
    const Workspace workspace = open_workspace(common);
    for (const Notice& notice : resolution.warnings) warn(notice.text);
    RunId run = 0;
    {
        Store store(workspace.store_file());
        run = store.create_run(new_run(*resolution.config, flags, dataset));
    }
    note(common, "Run " + std::to_string(run) + " starts in " + workspace.root.string() + ".");
    return follow_run(common, workspace, worker, run);
}

}  // namespace wb::cli
