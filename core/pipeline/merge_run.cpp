// Layer: pipeline.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/merge_run.h"

#include "experiment/config.h"
#include "experiment/store.h"
#include "foundation/error.h"
#include "rerank/merged_model.h"

namespace wb {

void merge_run(const Workspace& workspace, RunId run, const std::filesystem::path& to) {
    const Store store(workspace.store_file());
    const auto row = store.find_run(run);
    const std::string name = "Run " + std::to_string(run);
    if (!row)
        throw UserError("There is no run " + std::to_string(run) + ".", "", "List the runs with: rerank runs list");
    if (row->status != RunStatus::finished)
        throw UserError(name + " is " + run_status_name(row->status) + ", not finished.",
                        "Only a finished run has its best weights.",
                        "Resume it first: rerank resume " + std::to_string(run));
    const auto config = config_from_json(builtin_methods(), store.config_json(run));
    if (config.task == task_evaluate || !config.rerank || config.rerank->method != "qwen" ||
        get_text(config.rerank->settings, "train") != "lora")
        throw UserError(name + " trained no adapter of a language model.", "",
                        "Choose a run of the language-model reranker with --rerank-train lora.");
    const auto folder = workspace.run_folder(Stage::rerank, config.rerank->method, row->dataset, config.seed(), run);
    write_merged_model(find_language_model(get_text(config.rerank->settings, "model"), workspace), folder, to);
}

}  // namespace wb
