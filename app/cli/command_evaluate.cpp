// `rerank evaluate`: measure the models of a run again. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"
#include "experiment_flags.h"

namespace wb::cli {

namespace {

int evaluate(const Common& common, ExperimentFlags flags, const std::string& source) {
    if (source.empty())
        throw UserError("\"evaluate\" needs the run whose models are measured.", "It trains nothing by itself.",
                        "Add --run with the number of a finished run; \"rerank runs list\" shows them.");
    const RunId id = run_id(source);
    if (!has_store(common)) throw_no_such_run(id);
    std::string config;
    {
        const Store store(Workspace{workspace_root(common)}.store_file());
        const RunRow row = existing_run(store, id);
        if (row.status != RunStatus::finished && row.status != RunStatus::stopped)
            throw UserError("Run " + std::to_string(id) + " is " + run_status_name(row.status) + ".",
                            "Only a run with a trained model can be evaluated.", "Choose a finished run.");
        config = store.config_json(id);
    }
    // Data, candidates and job are those of the source where no flag says otherwise; the methods are the source's.
    const ExperimentRequest source_request = request_from_config(config_from_json(builtin_methods(), config));
    for (const auto& [key, value] : source_request.values)
        if (key.rfind("data.", 0) == 0 || key.rfind("candidates.", 0) == 0 || key.rfind("job.", 0) == 0)
            flags.request.values.try_emplace(key, value);
    flags.request.values["candidates.source_run"] = std::to_string(id);
    return launch(common, flags);
}

}  // namespace

void add_evaluate(Arguments& root, Common& common) {
    auto flags = std::make_shared<ExperimentFlags>();
    flags->request.task = task_evaluate;
    auto source = std::make_shared<std::string>();
    Arguments& command = root.command("evaluate", "Measure the models of a run again, on validation or test");
    command.text({"--run", "--source-run"}, *source, {"The run whose models are measured", "", "RUN"});
    command.receive({"--split", "--eval-split"},
                    [flags](const std::string& text) { flags->request.values["candidates.eval_split"] = text; },
                    {"Which held-out items to look for", "", "test|validation|both"});
    add_param_flags(command, "candidates", candidate_params(),
                    {"mode", "rerank_eval_candidates", "candidate_sampling", "retrieval_top_k", "rerank_top_k",
                     "candidate_order", "candidates_file"},
                    flags);
    add_run_flags(command, flags);
    add_common_flags(command, common);
    command.action([&common, flags, source] { return evaluate(common, *flags, *source); });
}

}  // namespace wb::cli
