// From flags to a run that is followed to its end. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/launch.h"

#include "experiment_flags.h"
#include "run_client.h"
#include "worker_process.h"

namespace wb::cli {

int launch(const Common& common, const ExperimentFlags& flags) {
    if (flags.torch_compile) note(common, "--use-torch-compile has no effect: the fast path is always on.");
    const Resolution resolution = resolve(builtin_methods(), flags.request);
    if (!resolution.config) {
        report(common, resolution.problems);
        return exit_usage;
    }
    // Everything that can refuse comes before the run is written.
    const std::filesystem::path worker = worker_program();
    const Workspace workspace = open_workspace(common);
    RunId run = 0;
    {
        Store store(workspace.store_file());
        const std::vector<Problem> problems = check_against_workspace(*resolution.config, workspace, store);
        if (!problems.empty()) {
            report(common, problems);
            return exit_usage;
        }
        for (const Notice& notice : resolution.warnings) warn(notice.text);
        run = queue_run(store, workspace, *resolution.config, flags.name, flags.tags);
    }
    note(common, "Run " + std::to_string(run) + " starts in " + workspace.root.string() + ".");
    return follow_run(common, workspace, worker, run);
}

}  // namespace wb::cli
