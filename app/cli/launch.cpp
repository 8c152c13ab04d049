// From flags to a run that is followed to its end. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/launch.h"

#include <algorithm>

#include "dataset/prepare.h"
#include "dataset/prepared.h"
#include "experiment_flags.h"
#include "run_client.h"
#include "worker_process.h"

namespace wb::cli {

namespace {

/// What is wrong beside the values that were refused; a setting that was refused is not judged again.
void add_problems_of_workspace(const Common& common, Resolution& resolution) {
    const Workspace workspace{workspace_root(common)};
    Store store(workspace.store_file());
    for (Problem& problem : check_against_workspace(*resolution.draft, workspace, store)) {
        const auto same = [&](const Problem& known) { return known.key == problem.key; };
        if (std::none_of(resolution.problems.begin(), resolution.problems.end(), same))
            resolution.problems.push_back(std::move(problem));
    }
}

/// The sample is made here rather than by the worker, so that bounds it cannot hold are refused before a run is
/// stored. False where it was there, or another dataset is meant.
bool prepare_sample(const Common& common, const Workspace& workspace, const ExperimentConfig& config) {
    if (config.task == task_evaluate || get_text(config.data, "dataset_code") != "sample") return false;
    try {
        find_prepared(workspace.data(), "sample", filter_of(config));
        return false;
    } catch (const UserError&) {
        // not there yet
    }
    note(common, "Making the sample catalogue.");
    ImportRequest request;
    request.dataset_code = "sample";
    request.filter = filter_of(config);
    CandidateSettings none;
    none.n = 0;
    prepare_dataset(request, workspace.data(), none, {}, {});
    return true;
}

}  // namespace

int launch(const Common& common, const ExperimentFlags& flags) {
    if (flags.torch_compile) note(common, "--use-torch-compile has no effect: the fast path is always on.");
    Resolution resolution = resolve(builtin_methods(), flags.request);
    if (!resolution.config) {
        if (resolution.draft && has_store(common)) add_problems_of_workspace(common, resolution);
        report(common, resolution.problems);
        return exit_usage;
    }
    // Everything that can refuse comes before the run is written.
    const std::filesystem::path worker = worker_program();
    const Workspace workspace = open_workspace(common);
    RunId run = 0;
    {
        Store store(workspace.store_file());
        std::vector<Problem> problems = check_against_workspace(*resolution.config, workspace, store);
        if (problems.empty() && prepare_sample(common, workspace, *resolution.config))
            problems = check_against_workspace(*resolution.config, workspace, store);
        if (!problems.empty()) {
            report(common, problems);
            return exit_usage;
        }
        run = queue_run(store, workspace, *resolution.config, flags.name, flags.tags);
    }
    note(common, "Run " + std::to_string(run) + " starts in " + workspace.root.string() + ".");
    return follow_run(common, workspace, worker, run);
}

}  // namespace wb::cli
